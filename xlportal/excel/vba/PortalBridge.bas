Attribute VB_Name = "PortalBridge"
Option Explicit

' The way to Python in a working workbook: calls straight into the xlwings module beside it.

Private Const BUTTONS As String = "xlportal.excel.buttons"

Public Function PortalInstalled() As Boolean
    PortalInstalled = True
End Function

Public Function PortalCall(ByVal action As String) As String
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook
    PortalCall = XLPy.Str(XLPy.Call(XLPy.Module(BUTTONS), "press", XLPy.Tuple(action)))
End Function

Public Sub PortalWarmUp()
    XLPy.Module BUTTONS
End Sub

Public Sub PortalRegister(ByVal name As String, ByVal description As String, _
    ByVal category As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:=name, Description:=description, Category:=category, _
        ArgumentDescriptions:=arguments
End Sub
