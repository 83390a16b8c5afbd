@echo off
rem ASCII only, so that cmd.exe reads it alike in every code page; no chcp for the same reason.
rem Every Chinese sentence comes from Python, or from a UTF-16 file that "type" shows as it is.
setlocal DisableDelayedExpansion
set "PORTAL_ASKED="
set "PORTAL_QUIET="
for %%a in (%*) do if /i "%%~a"=="--quiet" set "PORTAL_QUIET=1"
pushd "%~dp0"
rem Started inside a zip file this file is alone.
if exist installer\find-python.cmd goto search
echo Unpack or copy the WHOLE folder to this computer first, then start "%~nx0" there.
goto failed

:search
call installer\find-python.cmd
if defined PORTAL_PYTHON goto found
type installer\no-python.txt
if defined PORTAL_QUIET goto failed
set "PORTAL_ASKED="
set /p "PORTAL_ASKED=> "
if not defined PORTAL_ASKED goto search
set "PORTAL_ASKED=%PORTAL_ASKED:"=%"
goto search

:found
%PORTAL_PYTHON% -E -s -B -X utf8 installer\install.py %*
set "PORTAL_CODE=%ERRORLEVEL%"
goto finished

:failed
set "PORTAL_CODE=1"

:finished
popd
if not defined PORTAL_QUIET pause
exit /b %PORTAL_CODE%
