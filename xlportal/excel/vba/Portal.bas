Attribute VB_Name = "Portal"
Option Explicit

' The buttons, the ribbon and the opening of the workbook. Every text shown comes from the hidden
' sheet of texts, so that this source stays ASCII; all work is done in Python behind PortalCall.

Private Const TEXTS_NAME As String = "portal_texts"
Private Const WIZARD_NAME As String = "portal_wizard"
Private Const CATEGORY_TEXT As String = "category"
Private Const TITLE_TEXT As String = "title"
Private Const MONTHS As Long = 12
Private Const MONTH_SIGN As Long = &H6708

Public Sub PortalCompute()
    PortalPress "compute"
End Sub

Public Sub PortalCheck()
    PortalPress "check"
End Sub

Public Sub PortalSendCopy()
    PortalPress "send_copy"
End Sub

Public Sub PortalWord()
    PortalPress "word"
End Sub

Public Sub PortalNextMonth()
    PortalPress "next_month"
End Sub

Public Sub PortalAbout()
    PortalPress "about"
End Sub

Public Sub PortalRibbon(ByVal control As Object)
    PortalPress control.Tag
End Sub

Public Sub PortalOpened()
    Dim detail As String
    If PortalObstacle() <> "" Then Exit Sub
    PortalDescribe
    On Error GoTo Cold
    PortalWarmUp
    Exit Sub
Cold:
    detail = Err.Description
    PortalTell "!" & PortalText("cold") & vbLf & detail
End Sub

Public Function PortalPress(ByVal action As String) As String
    Dim reply As String
    reply = PortalObstacle()
    If reply = "" Then reply = PortalAnswer(action)
    PortalTell reply
    PortalPress = reply
End Function

Public Function PortalAnswer(ByVal action As String) As String
    Dim locked As Collection
    Dim detail As String
    Set locked = New Collection
    On Error GoTo Failed
    Application.StatusBar = PortalText("busy")
    If action = "next_month" Then PortalUnlock locked
    PortalAnswer = PortalCall(action)
    PortalLock locked
    Application.StatusBar = False
    Exit Function
Failed:
    detail = Err.Description
    PortalAnswer = "!" & PortalText("failed") & vbLf & detail
    PortalLock locked
    Application.StatusBar = False
End Function

Public Function PortalObstacle() As String
    #If Mac Then
        PortalObstacle = "!" & PortalText("mac")
        Exit Function
    #End If
    If PortalIsWps() Then
        PortalObstacle = "!" & PortalText("wps")
    ElseIf Not PortalInstalled() Then
        PortalObstacle = "!" & PortalText("bare")
    ElseIf PortalIsUnfit(ThisWorkbook.Name, ThisWorkbook.FullName) Then
        PortalObstacle = "!" & PortalText("name")
    Else
        PortalObstacle = ""
    End If
End Function

Public Function PortalIsWps() As Boolean
    Dim place As String
    place = LCase$(Application.Name & " " & Application.Path)
    PortalIsWps = InStr(1, place, "wps") > 0 Or InStr(1, place, "kingsoft") > 0
End Function

Public Function PortalIsUnfit(ByVal name As String, ByVal fullName As String) As Boolean
    Dim typed As String
    ' The address of a cloud folder is written with percent signs whatever the folder is called.
    typed = fullName
    If InStr(1, fullName, "://") > 0 Then typed = name
    ' xlwings starts Python on a command line with both, which these characters split or change.
    PortalIsUnfit = InStr(1, name, "=") > 0 Or InStr(1, fullName, ";") > 0 Or InStr(1, typed, "%") > 0
End Function

Public Function PortalText(ByVal key As String) As String
    Dim table As Variant
    Dim row As Long
    PortalText = key
    On Error GoTo Missing
    table = ThisWorkbook.Names(TEXTS_NAME).RefersToRange.Value
    For row = LBound(table, 1) To UBound(table, 1)
        If CStr(table(row, 1)) = key Then
            PortalText = CStr(table(row, 2))
            Exit Function
        End If
    Next row
    Exit Function
Missing:
    ' Without its texts the workbook says the key, which whoever is asked for help can look up.
    Err.Clear
End Function

Private Sub PortalTell(ByVal reply As String)
    Dim icon As Long
    icon = vbExclamation
    If Left$(reply, 1) = "+" Then icon = vbInformation
    MsgBox Mid$(reply, 2), icon, PortalText(TITLE_TEXT)
End Sub

Private Sub PortalDescribe()
    Dim table As Variant
    Dim row As Long
    Dim untouched As Boolean
    ' Excel would ask at every closing whether to save what nobody changed.
    untouched = ThisWorkbook.Saved
    On Error GoTo Unknown
    table = ThisWorkbook.Names(WIZARD_NAME).RefersToRange.Value
    For row = LBound(table, 1) To UBound(table, 1)
        If CStr(table(row, 1)) <> "" Then
            PortalRegister CStr(table(row, 1)), CStr(table(row, 2)), PortalText(CATEGORY_TEXT), _
                PortalArguments(table, row)
        End If
    Next row
    ThisWorkbook.Saved = untouched
    Exit Sub
Unknown:
    ' The wizard then shows the functions without descriptions; nothing else depends on them.
    Err.Clear
    ThisWorkbook.Saved = untouched
End Sub

Private Function PortalArguments(ByVal table As Variant, ByVal row As Long) As Variant
    Dim texts() As String
    Dim count As Long
    Dim column As Long
    count = 0
    For column = 3 To UBound(table, 2)
        If CStr(table(row, column)) <> "" Then count = count + 1
    Next column
    ReDim texts(1 To count)
    For column = 1 To count
        texts(column) = CStr(table(row, column + 2))
    Next column
    PortalArguments = texts
End Function

Private Sub PortalUnlock(ByVal locked As Collection)
    Dim sheet As Worksheet
    Dim kept As Variant
    For Each sheet In ThisWorkbook.Worksheets
        If PortalIsMonth(sheet.Name) And sheet.ProtectContents Then
            kept = PortalProtection(sheet)
            ' Given no password, Excel would ask for one; given a wrong one, the sheet stays locked.
            On Error Resume Next
            sheet.Unprotect ""
            On Error GoTo 0
            If Not sheet.ProtectContents Then locked.Add kept
        End If
    Next sheet
End Sub

Private Function PortalIsMonth(ByVal name As String) As Boolean
    Dim month As Long
    For month = 1 To MONTHS
        If name = CStr(month) & ChrW$(MONTH_SIGN) Then PortalIsMonth = True
    Next month
End Function

Private Function PortalProtection(ByVal sheet As Worksheet) As Variant
    With sheet.Protection
        PortalProtection = Array(sheet, sheet.ProtectDrawingObjects, sheet.ProtectScenarios, _
            .AllowFormattingCells, .AllowFormattingColumns, .AllowFormattingRows, _
            .AllowInsertingColumns, .AllowInsertingRows, .AllowInsertingHyperlinks, _
            .AllowDeletingColumns, .AllowDeletingRows, _
            .AllowSorting, .AllowFiltering, .AllowUsingPivotTables)
    End With
End Function

Private Sub PortalLock(ByVal locked As Collection)
    Dim kept As Variant
    On Error Resume Next
    For Each kept In locked
        kept(0).Protect DrawingObjects:=kept(1), Contents:=True, Scenarios:=kept(2), _
            AllowFormattingCells:=kept(3), AllowFormattingColumns:=kept(4), _
            AllowFormattingRows:=kept(5), AllowInsertingColumns:=kept(6), _
            AllowInsertingRows:=kept(7), AllowInsertingHyperlinks:=kept(8), _
            AllowDeletingColumns:=kept(9), AllowDeletingRows:=kept(10), _
            AllowSorting:=kept(11), AllowFiltering:=kept(12), AllowUsingPivotTables:=kept(13)
    Next kept
End Sub
