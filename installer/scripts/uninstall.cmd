@echo off
rem ASCII only, as install.cmd is. The last line is read whole before it runs, because the copy of
rem this file in the installed folder removes itself.
setlocal DisableDelayedExpansion
set "PORTAL_ASKED="
call "%~dp0installer\find-python.cmd"
if defined PORTAL_PYTHON goto found
type "%~dp0installer\no-python.txt"
pause
exit /b 1

:found
cd /d "%SystemRoot%"
(%PORTAL_PYTHON% -E -s -B -X utf8 "%~dp0installer\install.py" --uninstall %*) & pause & exit /b
