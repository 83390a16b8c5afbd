Attribute VB_Name = "PortalBridge"
Option Explicit

' The way to Python in the bare template: there is none, and the workbook says so.

Public Function PortalInstalled() As Boolean
    PortalInstalled = False
End Function

Public Function PortalCall(ByVal action As String) As String
    PortalCall = "!" & PortalText("bare") & " " & action
End Function

Public Sub PortalWarmUp()
    PortalPress "warm_up"
End Sub

Public Sub PortalRegister(ByVal name As String, ByVal description As String, _
    ByVal category As String, ByVal arguments As Variant)
    PortalPress name & description & category & CStr(IsArray(arguments))
End Sub
