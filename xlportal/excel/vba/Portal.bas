Attribute VB_Name = "Portal"
Option Explicit

' The buttons, the ribbon and the opening of the workbook. Every text shown comes from the hidden
' sheet of texts, so that this source stays ASCII; what a button has to ask is asked here, all work
' is done in Python behind PortalCall.

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

Public Sub PortalRibbon(ByVal control As Object)
    PortalPress control.Tag
End Sub

Public Sub PortalOpened()
    If PortalObstacle() <> "" Then Exit Sub
    PortalDescribe
    On Error GoTo Cold
    PortalWarmUp
    Exit Sub
Cold:
    PortalTell "!" & PortalWhy("cold", Err.Description)
End Sub

Public Sub PortalPress(ByVal action As String)
    Dim reply As String
    Dim answer As String
    reply = PortalObstacle()
    If reply = "" Then
        If Not PortalAsk(action, answer) Then Exit Sub
        reply = PortalAnswer(action, answer)
    End If
    PortalTell reply
End Sub

Public Function PortalAnswer(ByVal action As String, ByVal answer As String) As String
    Dim locked As Collection
    Dim before As Variant
    Set locked = New Collection
    On Error GoTo Failed
    ' Put back here and not in Python, which may die at its work.
    before = Array(Application.Calculation, Application.EnableEvents, _
        Application.DisplayAlerts, Application.ScreenUpdating)
    PortalSettle Array(xlCalculationManual, False, False, False)
    Application.StatusBar = PortalText("busy")
    ' Half way through, sheets would stay unlocked; Python is not stopped by the key in any case.
    Application.EnableCancelKey = xlDisabled
    If PortalChangesInputs(action) Then PortalUnlock locked
    PortalAnswer = PortalCall(action, answer)
Done:
    PortalLock locked
    PortalSettle before
    Exit Function
Failed:
    PortalAnswer = "!" & PortalWhy("failed", Err.Description)
    Resume Done
End Function

Private Function PortalChangesInputs(ByVal action As String) As Boolean
    PortalChangesInputs = action = "next_month" Or action = "compute" Or action = "import_counts"
End Function

Private Sub PortalSettle(ByVal settings As Variant)
    ' What Excel does not take keeps it from none of the others.
    On Error Resume Next
    Application.Calculation = settings(0)
    Application.EnableEvents = settings(1)
    Application.DisplayAlerts = settings(2)
    Application.ScreenUpdating = settings(3)
    Application.StatusBar = False
End Sub

Private Function PortalWhy(ByVal key As String, ByVal detail As String) As String
    PortalWhy = PortalFailure()
    If PortalWhy = "" Then PortalWhy = PortalText(key) & vbLf & detail
End Function

Private Function PortalAsk(ByVal action As String, ByRef answer As String) As Boolean
    PortalAsk = True
    If PortalHas("file_" & action) Then
        answer = PortalFile(PortalText("file_" & action), PortalText("kinds_" & action))
        PortalAsk = answer <> ""
    ElseIf PortalHas("type_" & action) Then
        answer = InputBox(PortalText("type_" & action), PortalText(TITLE_TEXT))
        PortalAsk = answer <> ""
    ElseIf PortalHas("choose_" & action) Then
        Select Case MsgBox(PortalText("choose_" & action), vbYesNoCancel, PortalText(TITLE_TEXT))
            Case vbYes
                answer = "yes"
            Case vbCancel
                PortalAsk = False
        End Select
    End If
End Function

Public Function PortalObstacle() As String
    #If Mac Then
        PortalObstacle = "!" & PortalText("mac")
        Exit Function
    #End If
    If PortalIsWps() Then
        PortalObstacle = "!" & PortalText("wps")
    ElseIf PortalIsUnfit(ThisWorkbook.Name, ThisWorkbook.FullName) Then
        PortalObstacle = "!" & PortalText("name")
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
    PortalIsUnfit = InStr(1, name, "=") > 0 Or InStr(1, fullName, ";") > 0 _
        Or InStr(1, typed, "%") > 0 Or InStr(1, fullName, "$(") > 0
End Function

Private Function PortalHas(ByVal key As String) As Boolean
    PortalHas = PortalText(key) <> key
End Function

Public Function PortalText(ByVal key As String) As String
    Dim table As Variant
    Dim row As Long
    ' Without its texts the workbook says the key, which whoever is asked for help can look up.
    PortalText = key
    On Error GoTo Done
    table = ThisWorkbook.Names(TEXTS_NAME).RefersToRange.Value
    For row = LBound(table, 1) To UBound(table, 1)
        If CStr(table(row, 1)) = key Then
            PortalText = CStr(table(row, 2))
            Exit Function
        End If
    Next row
Done:
End Function

Private Sub PortalTell(ByVal reply As String)
    Dim icon As Long
    Dim parts() As String
    ' Behind a tab Python names a workbook that it made and that is now to be opened.
    parts = Split(reply, vbTab)
    icon = vbExclamation
    If Left$(reply, 1) = "+" Then icon = vbInformation
    MsgBox Mid$(parts(0), 2), icon, PortalText(TITLE_TEXT)
    If UBound(parts) = 0 Then Exit Sub
    ' Excel opens no second workbook of a name.
    On Error GoTo Unopened
    Application.Workbooks.Open parts(1)
    Exit Sub
Unopened:
    MsgBox PortalText("unopened") & parts(1), vbExclamation, PortalText(TITLE_TEXT)
End Sub

Private Sub PortalDescribe()
    Dim table As Variant
    Dim row As Long
    Dim untouched As Boolean
    ' Excel would ask at every closing whether to save what nobody changed.
    untouched = ThisWorkbook.Saved
    ' Without descriptions the wizard shows the functions all the same.
    On Error GoTo Done
    table = ThisWorkbook.Names(WIZARD_NAME).RefersToRange.Value
    For row = LBound(table, 1) To UBound(table, 1)
        If CStr(table(row, 1)) <> "" Then
            PortalRegister CStr(table(row, 1)), CStr(table(row, 2)), PortalText(CATEGORY_TEXT), _
                PortalArguments(table, row)
        End If
    Next row
Done:
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
