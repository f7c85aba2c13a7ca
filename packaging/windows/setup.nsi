; The installer: for one user, no administrator, no network. /S silent, /D=FOLDER last.
;
; It unpacks a whole tree beside what is there; setup.dll (setup.c) puts it in force, so that a power
; cut at any moment leaves a program that starts.
; Exit codes: 0 done, 3 Windows too old, 4 the program is open, 5 no room, 6 anything else.
;   makensis -DVERSION=... -DKILOBYTES=... -DMEGABYTES=... -DFOLDER=... -DOUT=... setup.nsi
;   FOLDER holds starters, setup.dll, tipdesk.ico and files.nsh, which lists the tree
Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
ManifestDPIAware true
ManifestLongPathAware true
RequestExecutionLevel user
!ifdef QUICK ; trials
  SetCompress off
!else
  SetCompressor /SOLID /FINAL lzma
  SetCompressorDictSize 64
!endif
SetDateSave off
AllowSkipFiles off
CRCCheck force
Name "tipdesk"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\tipdesk"
InstallDirRegKey HKCU "Software\tipdesk" "Folder"
BrandingText " "
Caption "$(CAPTION)"
UninstallCaption "$(UN_CAPTION)"
InstallButtonText "$(INSTALL)"
UninstallButtonText "$(REMOVE)"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define WINDOWS_NAME "tipdesk" ; under which its windows come together on the taskbar
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\tipdesk"
!define CLASSES "Software\Classes"
!define TYPE "tipdesk.file"
!define OLDEST 17763 ; Windows 10, 1809

Var Tree ; the name of the new one
Var Code ; what the installer ends with

!define MUI_ICON "${FOLDER}/tipdesk.ico"
!define MUI_UNICON "${FOLDER}/tipdesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${FOLDER}/side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${FOLDER}/side.bmp"
!define MUI_WELCOMEPAGE_TITLE "$(WELCOME_TITLE)"
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME_TEXT)"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "$(INSTALLING)"
!define MUI_PAGE_HEADER_SUBTEXT "$(WAIT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(DONE)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT " "
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "$(NOT_DONE)"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT " "
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(FINISH_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(FINISH_TEXT)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\tipdesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(FINISH_RUN)"
!insertmacro MUI_PAGE_FINISH
!define MUI_PAGE_HEADER_TEXT "tipdesk"
!define MUI_PAGE_HEADER_SUBTEXT " "
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(UN_CONFIRM)"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "$(UN_FROM)"
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_PAGE_HEADER_TEXT "$(REMOVING)"
!define MUI_PAGE_HEADER_SUBTEXT "$(WAIT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(DONE)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT " "
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(UN_FINISH_TITLE)"
!define MUI_FINISHPAGE_TEXT "$(UN_FINISH_TEXT)"
!insertmacro MUI_UNPAGE_FINISH
!define MUI_LANGDLL_ALWAYSSHOW
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\tipdesk"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_LANGDLL_WINDOWTITLE "tipdesk"
!define MUI_LANGDLL_INFO "اللغة / Language"
!insertmacro MUI_LANGUAGE "Arabic"
!insertmacro MUI_LANGUAGE "English"
!include "setup.nsh"

VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey /LANG=1033 "ProductName" "tipdesk"
VIAddVersionKey /LANG=1033 "FileDescription" "tipdesk setup"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "LegalCopyright" "Apache-2.0"

; No names of files pass by above the bar.
!macro SAY_NOTHING
  SetDetailsPrint textonly
  DetailPrint " "
  SetDetailsPrint none
!macroend

!macro SETUP_DLL
  SetShellVarContext current
  InitPluginsDir
  !insertmacro SAY_NOTHING ; whatever takes out a plug-in lets names through again
  File "/oname=$PLUGINSDIR\setup.dll" "${FOLDER}/setup.dll"
!macroend
!define InSetupDll "System::Call '$PLUGINSDIR\setup.dll::"

; Says it where somebody looks; the installer ends with $Code and has changed nothing.
!macro REFUSE TEXT
  MessageBox MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel $Code
  Abort "${TEXT}"
!macroend

Function .onInit
  StrCpy $Code 6
  SetErrorLevel 6 ; also when somebody cancels
  StrCpy $Tree ""
  !insertmacro MUI_LANGDLL_DISPLAY
  ${IfNot} ${AtLeastBuild} ${OLDEST}
  ${OrIfNot} ${RunningX64}
    StrCpy $Code 3
    !insertmacro REFUSE "$(OLD)"
  ${EndIf}
FunctionEnd

Function .onInstFailed
  SetErrorLevel $Code
  ${InSetupDll}give_up(w "$INSTDIR", w "$Tree") i.r0 ?u'
FunctionEnd

Function .onInstSuccess
  SetErrorLevel 0
FunctionEnd

Section
  !insertmacro SETUP_DLL
  StrCpy $2 40 ; a program that is just closing is waited for, ten seconds
  ${IfNot} ${Silent}
    StrCpy $2 4
  ${EndIf}
again:
  ${InSetupDll}prepare(w "$INSTDIR", w "${VERSION}", i ${MEGABYTES}, i r2, w .r1) i.r0 ?u'
  ${If} $0 == 4
    MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "$(OPEN)" /SD IDCANCEL IDRETRY again
    StrCpy $Code 4
    SetErrorLevel 4
    Abort "$(OPEN)"
  ${ElseIf} $0 == 5
    StrCpy $Code 5
    !insertmacro REFUSE "$(NO_ROOM)"
  ${ElseIf} $0 != 0
    !insertmacro REFUSE "$(FAILED)"
  ${EndIf}
  StrCpy $Tree $1

  SetOverwrite on
  !insertmacro SAY_NOTHING
  !include "${FOLDER}/files.nsh"
  SetOutPath "$INSTDIR"
  ${InSetupDll}take(w "$INSTDIR", w "$Tree") i.r0 ?u'
  ${If} $0 == 0
    File "/oname=tipdesk.exe.part" "${FOLDER}/tipdesk.exe"
    ${InSetupDll}replace(w "$INSTDIR", w "tipdesk.exe") i.r0 ?u'
  ${EndIf}
  ${If} $0 == 0
    File "/oname=tipdeskc.exe.part" "${FOLDER}/tipdeskc.exe"
    ${InSetupDll}replace(w "$INSTDIR", w "tipdeskc.exe") i.r0 ?u'
  ${EndIf}
  ${If} $0 == 0
    WriteUninstaller "$INSTDIR\uninstall.exe.part"
    ${InSetupDll}replace(w "$INSTDIR", w "uninstall.exe") i.r0 ?u'
  ${EndIf}
  ${If} $0 == 0
    ${InSetupDll}point(w "$INSTDIR", w "$Tree") i.r0 ?u'
  ${EndIf}
  ${If} $0 != 0
    !insertmacro REFUSE "$(FAILED)"
  ${EndIf}

  ; What follows can be done again by the next installer and does not keep the program from starting.
  ${InSetupDll}shortcut(w "$SMPROGRAMS\tipdesk.lnk", w "$INSTDIR\tipdesk.exe", w "${WINDOWS_NAME}") i.r0 ?u'
  WriteRegStr HKCU "Software\tipdesk" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\tipdesk" "Language" "$LANGUAGE"
  WriteRegStr HKCU "${CLASSES}\${TYPE}" "" "tipdesk"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\DefaultIcon" "" "$INSTDIR\tipdesk.exe,0"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\shell\open\command" "" '"$INSTDIR\tipdesk.exe" "%1"'
  ; Windows knows a file by its last ending alone. Only .tipdesk is ours; of the others the program
  ; is one of those that can open them, and never the one that does.
  WriteRegStr HKCU "${CLASSES}\.tipdesk" "" "${TYPE}"
  WriteRegNone HKCU "${CLASSES}\.tipdesk\OpenWithProgids" "${TYPE}"
  WriteRegNone HKCU "${CLASSES}\.age\OpenWithProgids" "${TYPE}"
  WriteRegNone HKCU "${CLASSES}\.asice\OpenWithProgids" "${TYPE}"
  WriteRegNone HKCU "${CLASSES}\.update\OpenWithProgids" "${TYPE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "tipdesk"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\tipdesk.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Function un.onInit
  StrCpy $Code 6
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

; The vault is not the program's: nothing here touches $LOCALAPPDATA\tipdesk.
Section "Uninstall"
  !insertmacro SETUP_DLL
again:
  ${InSetupDll}leave(w "$INSTDIR") i.r0 ?u'
  ${If} $0 == 4
    MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "$(OPEN)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 4
    Abort "$(OPEN)"
  ${EndIf}
  !insertmacro SAY_NOTHING
  Delete "$SMPROGRAMS\tipdesk.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.tipdesk" ""
  ${If} $0 == "${TYPE}"
    DeleteRegValue HKCU "${CLASSES}\.tipdesk" ""
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.tipdesk\OpenWithProgids" "${TYPE}"
  DeleteRegValue HKCU "${CLASSES}\.age\OpenWithProgids" "${TYPE}"
  DeleteRegValue HKCU "${CLASSES}\.asice\OpenWithProgids" "${TYPE}"
  DeleteRegValue HKCU "${CLASSES}\.update\OpenWithProgids" "${TYPE}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.tipdesk\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.tipdesk"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.age\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.age"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.asice\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.asice"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.update\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.update"
  DeleteRegKey HKCU "${CLASSES}\${TYPE}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "Software\tipdesk"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
