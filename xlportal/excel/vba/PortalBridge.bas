Attribute VB_Name = "PortalBridge"
Option Explicit

' The way out of a working workbook: to Python through the xlwings module beside it, to the files.

Private Const BUTTONS As String = "xlportal.excel.buttons"
Private Const FAILED As Long = vbObjectError + 1
' xlwings' library builds the command in 2048 bytes, two a Chinese character, and ends Excel beyond.
Private Const LONGEST As Long = 1000

' What started Python, and why it did not start: both are kept until the workbook is opened again.
Private started As String
Private failure As String

Public Function PortalCall(ByVal action As String, ByVal answer As String) As String
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook
    PortalCall = XLPy.Str(XLPy.Call(XLPy.Module(BUTTONS), "press", XLPy.Tuple(action, answer)))
End Function

Public Sub PortalWarmUp()
    XLPy.Module BUTTONS
End Sub

Public Sub PortalRegister(ByVal name As String, ByVal description As String, _
    ByVal category As String, ByVal arguments As Variant)
    Dim macro As String
    macro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & name
    Application.MacroOptions Macro:=macro, Description:=description, Category:=category, _
        ArgumentDescriptions:=arguments
End Sub

Public Function PortalFile(ByVal title As String, ByVal kinds As String) As String
    Dim chosen As Variant
    chosen = Application.GetOpenFilename(FileFilter:=kinds, Title:=title)
    If VarType(chosen) = vbString Then PortalFile = chosen
End Function

Public Function PortalCommand() As String
    If failure <> "" Then Err.Raise FAILED, Description:=failure
    If started = "" Then
        If PortalIsUnfit(ThisWorkbook.Name, ThisWorkbook.FullName) Then failure = PortalText("name")
        If Len(XLPyCommand()) >= LONGEST Then failure = PortalText("long")
        If failure <> "" Then Err.Raise FAILED, Description:=failure
        started = XLPyCommand()
    End If
    PortalCommand = started
End Function

Public Sub PortalRemember(ByVal detail As String)
    If failure = "" Then
        failure = PortalText(PortalCause(detail)) & PortalText("meanwhile") & vbLf & detail
    End If
    Err.Raise FAILED, Description:=failure
End Sub

Public Function PortalFailure() As String
    PortalFailure = failure
End Function

Private Function PortalCause(ByVal detail As String) As String
    Dim python As String
    Dim base As String
    On Error GoTo Unknown
    python = GetConfig("INTERPRETER_WIN")
    base = PortalBase(ParentFolder(ParentFolder(python)) & "\pyvenv.cfg")
    If Not FileExists(python) Then
        PortalCause = "no_python"
    ElseIf base <> "" And Not FileExists(base & "\python.exe") Then
        PortalCause = "no_base"
    ElseIf InStr(1, detail, ".dll") > 0 Then
        PortalCause = "no_library"
    Else
        PortalCause = "no_start"
    End If
    Exit Function
Unknown:
    PortalCause = "no_start"
End Function

Private Function PortalBase(ByVal settings As String) As String
    Dim entry As Variant
    If Not FileExists(settings) Then Exit Function
    For Each entry In Split(ReadFile(settings), vbCrLf)
        ' Other letters than ASCII are read wrongly here.
        If entry Like "home = *" And Not entry Like "*[! -~]*" Then PortalBase = Mid$(entry, 8)
    Next entry
End Function
