/* What is said where there is no program yet that could say it: in Arabic and English, in a box; on a
 * console in English alone, which every console can show. */
#include <stdio.h>
#include <windows.h>

static void say(const wchar_t *arabic, const wchar_t *english)
{
#ifdef WINDOWED
    wchar_t whole[1200];
    _snwprintf(whole, 1199, L"\x202b%ls\x202c\n\n%ls", arabic, english);
    whole[1199] = 0;
    UINT side = PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_ARABIC ? MB_RTLREADING | MB_RIGHT : 0;
    MessageBoxW(NULL, whole, L"tipdesk", MB_OK | MB_ICONERROR | MB_SETFOREGROUND | side);
#else
    (void)arabic;
    fwprintf(stderr, L"tipdesk: %ls\n", english);
#endif
}
