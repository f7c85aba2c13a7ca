/* tipdesk.exe (window) and tipdeskc.exe (console) of a tree: tipdesk, run by the Python beside it.
 *
 * `tipdesk.exe WORDS` is `python -I -X utf8 -B -m tipdesk WORDS`. sys.executable is this file, and
 * tipdesk starts parts of itself as `sys.executable -P -m tipdesk.PART`, to read hostile files in a
 * process of their own: such words are handed on as they are, of modules of tipdesk only. Nothing else
 * reaches Python as words for Python. What is missing of the tree is said before Python asks for it,
 * which would say so where nobody sees it; so is a module that is damaged: tipdesk says by a variable
 * that it has begun, and from then on says everything itself. */
#include <stdlib.h>
#include <wchar.h>
#include "message.h"

#define LONGEST 32768
#define BEGUN L"TIPDESK_BEGUN" /* set by tipdesk/__main__.py */

typedef int (*py_main)(int, wchar_t **);

static int is_part(int argc, wchar_t **argv)
{
    return argc > 3 && !wcscmp(argv[1], L"-P") && !wcscmp(argv[2], L"-m")
        && !wcsncmp(argv[3], L"tipdesk.", 8);
}

static int is_there(wchar_t *folder, size_t length, const wchar_t *name)
{
    wcscpy(folder + length, name);
    DWORD is = GetFileAttributesW(folder);
    folder[length] = 0;
    return is != INVALID_FILE_ATTRIBUTES;
}

static py_main python(void)
{
    static wchar_t folder[LONGEST + 64];
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
    while (length && folder[length - 1] != L'\\') length--;
    folder[length] = 0;
    if (!length || !is_there(folder, length, PYTHON L".zip") || !is_there(folder, length, PYTHON L"._pth")
        || !is_there(folder, length, L"app\\tipdesk\\__main__.pyc"))
        return NULL;
    wcscpy(folder + length, PYTHON L".dll");
    HMODULE dll = LoadLibraryExW(folder, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return dll ? (py_main)(void *)GetProcAddress(dll, "Py_Main") : NULL;
}

static int incomplete(void)
{
    say(L"البرنامج على هذا الجهاز ناقص. ثبّته من جديد؛ الخزنة باقية كما هي.",
        L"The program on this computer is incomplete. Install it again; the vault stays as it is.");
    return 3;
}

static int run(int argc, wchar_t **argv)
{
    static const wchar_t *const first[] = {L"-I", L"-X", L"utf8", L"-B", L"-m", L"tipdesk"};
    const int put = 6;
    SetDllDirectoryW(L""); /* never a DLL of the folder that somebody works in */
    /* Python takes either for sys.executable, -I or not: another program would be started for parts. */
    _wputenv(L"PYTHONEXECUTABLE=");
    _wputenv(L"__PYVENV_LAUNCHER__=");
    py_main main = python();
    wchar_t **words = calloc((size_t)argc + put + 1, sizeof *words);
    if (!main || !words) return incomplete();
    int count = 0;
    words[count++] = argv[0];
    if (!is_part(argc, argv))
        for (int at = 0; at < put; at++) words[count++] = (wchar_t *)first[at];
    for (int at = 1; at < argc; at++) words[count++] = argv[at];
    SetEnvironmentVariableW(BEGUN, NULL);
    int end = main(count, words);
    return end && !is_part(argc, argv) && !GetEnvironmentVariableW(BEGUN, NULL, 0) ? incomplete() : end;
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show)
{
    (void)self; (void)before; (void)line; (void)show;
    return run(__argc, __wargv);
}
#else
int wmain(int argc, wchar_t **argv) { return run(argc, argv); }
#endif
