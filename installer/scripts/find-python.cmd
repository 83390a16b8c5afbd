@echo off
rem Sets PORTAL_PYTHON to the words that start a suitable Python, or leaves it undefined.
rem Whether a Python is suitable is for install.py --suits to say. Nothing may be downloaded.
set "PORTAL_PYTHON="
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "PYLAUNCHER_ALLOW_INSTALL="
if defined PORTAL_ASKED call :try "%PORTAL_ASKED%"
for %%v in (3.13 3.12 3.14 3.11) do call :try py.exe -%%v
for %%h in (HKCU HKLM) do for %%v in (3.13 3.12 3.14 3.11) do call :registered %%h %%v
for /f "delims=" %%p in ('where python.exe 2^>nul') do call :file "%%p"
exit /b 0

:registered
if defined PORTAL_PYTHON exit /b 0
set "PORTAL_KEY=%1\Software\Python\PythonCore\%2\InstallPath"
for /f "tokens=2,* delims= " %%a in ('reg query "%PORTAL_KEY%" /v ExecutablePath 2^>nul') do call :file "%%b"
exit /b 0

:file
rem The python.exe in the folder WindowsApps is no Python: it opens the store.
set "PORTAL_FILE=%~1"
if "%PORTAL_FILE:\WindowsApps\=%"=="%PORTAL_FILE%" call :try "%~1"
exit /b 0

:try
if defined PORTAL_PYTHON exit /b 0
%* -E -s -B -X utf8 "%~dp0install.py" --suits >nul 2>nul
if not errorlevel 1 set PORTAL_PYTHON=%*
exit /b 0
