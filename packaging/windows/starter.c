/* tipdesk.exe (window) and tipdeskc.exe (console) of an installation: they start the program of the
 * same name in the tree that the file `current` beside them names, with the words they were given.
 *
 * Line 1 of `current` names the tree; when that has no such program, line 2 does (it is the tree
 * before, kept until the new one has opened the vault). The console waits, and ends as it ended. */
#include <stdlib.h>
#include <wchar.h>
#include "message.h"

#define LONGEST 32768
#ifdef WINDOWED
#define PROGRAM L"tipdesk.exe"
#else
#define PROGRAM L"tipdeskc.exe"
#endif

static wchar_t folder[LONGEST + 256];
static size_t length;

/* "app-" and letters, digits, + - . ~ ; never a way out of the folder. */
static int is_tree(const char *name)
{
    if (strncmp(name, "app-", 4)) return 0;
    size_t count = strlen(name);
    for (size_t at = 4; at < count; at++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.~", name[at])) return 0;
    return count > 4 && count < 68 && name[count - 1] != '.' && name[4] != '.';
}

static int has_program(const char *name)
{
    if (!is_tree(name)) return 0;
    swprintf(folder + length, 256, L"%hs\\%ls", name, PROGRAM);
    DWORD is = GetFileAttributesW(folder);
    return is != INVALID_FILE_ATTRIBUTES && !(is & FILE_ATTRIBUTE_DIRECTORY);
}

/* `folder` becomes the path of the program that starts. */
static int find_program(void)
{
    char text[1024];
    DWORD count = 0;
    length = GetModuleFileNameW(NULL, folder, LONGEST);
    while (length && folder[length - 1] != L'\\') length--;
    wcscpy(folder + length, L"current");
    HANDLE file = CreateFileW(folder, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    BOOL read = ReadFile(file, text, sizeof text - 1, &count, NULL);
    CloseHandle(file);
    if (!read) return 0;
    text[count] = 0;
    char *second = strchr(text, '\n');
    if (second) *second++ = 0;
    if (second && strchr(second, '\n')) *strchr(second, '\n') = 0;
    return has_program(text) || (second && has_program(second));
}

/* The command line behind its first word, which is how this program was called. */
static const wchar_t *words(void)
{
    const wchar_t *rest = GetCommandLineW();
    for (int quoted = 0; *rest && (quoted || (*rest != L' ' && *rest != L'\t')); rest++)
        if (*rest == L'"') quoted = !quoted;
    return rest;
}

static int start(void)
{
    static wchar_t line[LONGEST];
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION started;
    DWORD end = 0;
    if (wcslen(folder) + wcslen(words()) + 3 >= LONGEST) return -1;
    swprintf(line, LONGEST, L"\"%ls\"%ls", folder, words());
    GetStartupInfoW(&how); /* handles and place of the window are given on */
    how.lpReserved = NULL;
#ifndef WINDOWED
    SetConsoleCtrlHandler(NULL, TRUE); /* Ctrl+C is the program's; this one waits for what it does */
#endif
    if (!CreateProcessW(folder, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started)) return -1;
    CloseHandle(started.hThread);
#ifdef WINDOWED
    AllowSetForegroundWindow(started.dwProcessId);
#else
    WaitForSingleObject(started.hProcess, INFINITE);
    GetExitCodeProcess(started.hProcess, &end);
#endif
    CloseHandle(started.hProcess);
    return (int)end;
}

static int run(void)
{
    int end = find_program() ? start() : -1;
    if (end != -1) return end;
    say(L"لا يبدأ البرنامج: ملفاته على هذا الجهاز ناقصة. ثبّته من جديد؛ الخزنة باقية كما هي.",
        L"The program does not start: its files on this computer are incomplete. Install it again; the vault stays as it is.");
    return 3;
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show)
{
    (void)self; (void)before; (void)line; (void)show;
    return run();
}
#else
int wmain(void) { return run(); }
#endif
