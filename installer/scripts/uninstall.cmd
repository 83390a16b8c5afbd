@echo off
rem ASCII only, as install.cmd is. The last line is read whole before it runs, because the copy of
rem this file in the installed folder removes itself.
setlocal DisableDelayedExpansion
set "PORTAL_ASKED="
set "PORTAL_QUIET="
for %%a in (%*) do if /i "%%~a"=="--quiet" set "PORTAL_QUIET=1"
call "%~dp0installer\find-python.cmd"
if defined PORTAL_PYTHON goto found
type "%~dp0installer\no-python.txt"
if not defined PORTAL_QUIET pause
exit /b 1

:found
cd /d "%SystemRoot%"
(%PORTAL_PYTHON% -E -s -B -X utf8 "%~dp0installer\uninstall.py" %*) & (if not defined PORTAL_QUIET pause) & exit /b
