@echo off
rem Runs kvsweep from an unpacked release on Windows. No test runs this script.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
rem It cannot tell whether errors go to a file.
if not defined KVSWEEP_ERRORS set "KVSWEEP_ERRORS=terminal"
set "own="
if defined KVSWEEP_CLASSPATH set "own=%KVSWEEP_CLASSPATH%;"
rem The settings of Hadoop say which machines hdfs: is on. They also put results folders without a scheme there, so other
rem commands do without, as in the script for Unix. Here a list of folders has ; between them.
set "hadoop="
if not defined HADOOP_CONF_DIR goto run
echo( %* | findstr /l /c:"hdfs:/" >nul && set "hadoop=;%HADOOP_CONF_DIR%"
:run
"%java%" "@%~dp0lib\jvm.options" %KVSWEEP_JAVA_OPTS% -cp "%~dp0lib\kvsweep.jar;%own%%~dp0lib\spark\*%hadoop%" org.kvsweep.cli.Main %*
