/* setup.dll: what the installer does besides unpacking, so that a power cut at any moment leaves a
 * program that starts. Called by setup.nsi through its System plug-in; a function gives 0 or the exit
 * code of the installer.
 *
 *   BASE\app-VERSION.part   unpacked here; every file is on the disk before it is renamed
 *   BASE\app-VERSION        whole, never changed
 *   BASE\current            names the tree that starts, then maybe the one before it; replaced last
 *
 * The program itself may be what runs the installer (an update from a USB drive): it and what it has
 * started count as closed. Trees in which something runs stay. */
#include <wchar.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <tlhelp32.h>
#include <shlobj.h>
#include <propsys.h>

#define API __declspec(dllexport)
enum { DONE = 0, OPEN = 4, NO_ROOM = 5, FAILED = 6 };
#define LONGEST 4096
#define PATIENCE 40 /* tries, a quarter of a second apart: others hold new files for a moment */
#define PAUSE 250

typedef wchar_t path[LONGEST];

static void join(path out, const wchar_t *folder, const wchar_t *name)
{
    _snwprintf(out, LONGEST - 1, L"%ls\\%ls", folder, name);
    out[LONGEST - 1] = 0;
}

static int is_there(const wchar_t *name)
{
    return GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
}

/* --- who runs ------------------------------------------------------------------------------- */

#define MOST 4096
static PROCESSENTRY32W processes[MOST];
static int process_count;

static void list_processes(void)
{
    HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    process_count = 0;
    processes[0].dwSize = sizeof processes[0];
    if (list == INVALID_HANDLE_VALUE) return;
    for (BOOL more = Process32FirstW(list, &processes[0]); more && ++process_count < MOST;) {
        processes[process_count].dwSize = sizeof processes[0];
        more = Process32NextW(list, &processes[process_count]);
    }
    CloseHandle(list);
}

/* Where a process's program lies; begun: when it was started. */
static int image_of(DWORD id, path image, ULONGLONG *begun)
{
    FILETIME created, ended, kernel, user;
    DWORD length = LONGEST;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    if (!process) return 0;
    BOOL known = QueryFullProcessImageNameW(process, 0, image, &length)
        && GetProcessTimes(process, &created, &ended, &kernel, &user);
    CloseHandle(process);
    if (known && begun) *begun = ((ULONGLONG)created.dwHighDateTime << 32) | created.dwLowDateTime;
    return known;
}

/* The name of the tree that a program lies in, '' for any other: BASE\app-...\... */
static void tree_of(const wchar_t *base, const wchar_t *image, wchar_t name[MAX_PATH])
{
    size_t length = wcslen(base);
    name[0] = 0;
    if (_wcsnicmp(image, base, length) || image[length] != L'\\') return;
    const wchar_t *inside = image + length + 1, *end = wcschr(inside, L'\\');
    if (!end || _wcsnicmp(inside, L"app-", 4) || end - inside >= MAX_PATH) return;
    wcsncpy(name, inside, end - inside);
    name[end - inside] = 0;
}

static DWORD parent_of(DWORD id)
{
    for (int at = 0; at < process_count; at++)
        if (processes[at].th32ProcessID == id) return processes[at].th32ParentProcessID;
    return 0;
}

/* The program that runs this installer, 0 when it was somebody else. A number that was given anew is
 * no parent: nobody is younger than a child. */
static DWORD updating(const wchar_t *base)
{
    static path image;
    wchar_t tree[MAX_PATH];
    ULONGLONG own = 0, begun = 0;
    DWORD parent = parent_of(GetCurrentProcessId());
    if (!parent || !image_of(GetCurrentProcessId(), image, &own) || !image_of(parent, image, &begun)) return 0;
    tree_of(base, image, tree);
    return tree[0] && begun <= own ? parent : 0;
}

static int is_below(DWORD id, DWORD above)
{
    for (int steps = 0; above && id && steps < 32; steps++) {
        if (id == above) return 1;
        id = parent_of(id);
    }
    return 0;
}

/* Whether something runs out of BASE (of `tree` in it, when one is named). */
static int runs(const wchar_t *folder, const wchar_t *tree, int count_updating)
{
    static path image, base;
    wchar_t in[MAX_PATH];
    DWORD length = GetLongPathNameW(folder, base, LONGEST); /* as programs are listed */
    if (!length || length >= LONGEST) return 0;              /* nothing is there yet */
    list_processes();
    DWORD own = count_updating ? 0 : updating(base);
    for (int at = 0; at < process_count; at++) {
        DWORD id = processes[at].th32ProcessID;
        if (id == GetCurrentProcessId() || !image_of(id, image, NULL)) continue;
        tree_of(base, image, in);
        if (in[0] && (!tree || !_wcsicmp(in, tree)) && !is_below(id, own)) return 1;
    }
    return 0;
}

static int is_open(const wchar_t *base, int tries)
{
    while (runs(base, NULL, 0)) {
        if (--tries <= 0) return 1;
        Sleep(PAUSE);
    }
    return 0;
}

/* --- files ---------------------------------------------------------------------------------- */

static int move(const wchar_t *from, const wchar_t *to, DWORD how)
{
    for (int tries = PATIENCE; tries; tries--) {
        if (MoveFileExW(from, to, how | MOVEFILE_WRITE_THROUGH)) return 1;
        DWORD why = GetLastError();
        if (why != ERROR_ACCESS_DENIED && why != ERROR_SHARING_VIOLATION && why != ERROR_LOCK_VIOLATION) return 0;
        Sleep(PAUSE);
    }
    return 0;
}

static int flush(const wchar_t *name)
{
    for (int tries = PATIENCE; tries; tries--) {
        HANDLE file = CreateFileW(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                  NULL, OPEN_EXISTING, 0, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            BOOL done = FlushFileBuffers(file);
            CloseHandle(file);
            return done;
        }
        if (GetLastError() != ERROR_SHARING_VIOLATION && GetLastError() != ERROR_ACCESS_DENIED) return 0;
        Sleep(PAUSE);
    }
    return 0;
}

/* Every file of a folder, then the folders below; 0 when `act` gave 0 for one. */
static int each_file(const wchar_t *folder, int (*act)(const wchar_t *), int (*leave)(const wchar_t *))
{
    WIN32_FIND_DATAW entry;
    wchar_t *name = malloc(sizeof(path));
    int whole = 1;
    if (!name) return 0;
    join(name, folder, L"*");
    HANDLE search = FindFirstFileW(name, &entry);
    if (search == INVALID_HANDLE_VALUE) {
        free(name);
        return 0;
    }
    do {
        if (!wcscmp(entry.cFileName, L".") || !wcscmp(entry.cFileName, L"..")) continue;
        join(name, folder, entry.cFileName);
        DWORD is = entry.dwFileAttributes;
        if ((is & FILE_ATTRIBUTE_DIRECTORY) && !(is & FILE_ATTRIBUTE_REPARSE_POINT))
            whole &= each_file(name, act, leave);
        else if (is & FILE_ATTRIBUTE_DIRECTORY)
            whole &= leave ? leave(name) : 1; /* a link goes itself, not where it leads */
        else
            whole &= act(name);
    } while (FindNextFileW(search, &entry));
    FindClose(search);
    free(name);
    return (leave ? leave(folder) : 1) && whole;
}

static int drop_file(const wchar_t *name)
{
    SetFileAttributesW(name, FILE_ATTRIBUTE_NORMAL);
    return DeleteFileW(name);
}

static int drop_folder(const wchar_t *name)
{
    return RemoveDirectoryW(name);
}

/* The program first: what a cut leaves of a tree never starts again. */
static int drop_tree(const wchar_t *tree)
{
    static path program;
    join(program, tree, L"tipdesk.exe");
    drop_file(program);
    return each_file(tree, drop_file, drop_folder);
}

/* --- current -------------------------------------------------------------------------------- */

typedef struct { wchar_t tree[MAX_PATH], before[MAX_PATH]; } pointer;

static int has_program(const wchar_t *base, const wchar_t *tree)
{
    static path folder, program;
    if (wcsncmp(tree, L"app-", 4) || wcspbrk(tree, L"\\/:")) return 0;
    join(folder, base, tree);
    join(program, folder, L"tipdesk.exe");
    return is_there(program);
}

/* The two lines, without those whose tree has no program. */
static pointer read_pointer(const wchar_t *base)
{
    static path name;
    char text[1024];
    DWORD count = 0;
    pointer now = {{0}, {0}};
    join(name, base, L"current");
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return now;
    if (!ReadFile(file, text, sizeof text - 1, &count, NULL)) count = 0;
    CloseHandle(file);
    text[count] = 0;
    char *second = strchr(text, '\n');
    if (second) *second++ = 0;
    if (second && strchr(second, '\n')) *strchr(second, '\n') = 0;
    if (strlen(text) < MAX_PATH) swprintf(now.tree, MAX_PATH, L"%hs", text);
    if (second && strlen(second) < MAX_PATH) swprintf(now.before, MAX_PATH, L"%hs", second);
    if (!has_program(base, now.tree)) now.tree[0] = 0;
    if (!has_program(base, now.before)) now.before[0] = 0;
    return now;
}

static int write_pointer(const wchar_t *base, const wchar_t *tree, const wchar_t *before)
{
    static path part, target;
    char text[2 * MAX_PATH + 3];
    DWORD written = 0;
    int length = snprintf(text, sizeof text, "%ls\n%ls%s", tree, before, before[0] ? "\n" : "");
    join(part, base, L"current.part");
    join(target, base, L"current");
    HANDLE file = CreateFileW(part, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    BOOL whole = WriteFile(file, text, length, &written, NULL) && (int)written == length && FlushFileBuffers(file);
    CloseHandle(file);
    return whole && move(part, target, MOVEFILE_REPLACE_EXISTING);
}

/* Trees that nothing names and nothing runs in, and what an interrupted installer left. */
static void drop_leftovers(const wchar_t *base)
{
    static path pattern, tree;
    WIN32_FIND_DATAW entry;
    pointer now = read_pointer(base);
    join(pattern, base, L"app-*");
    HANDLE search = FindFirstFileW(pattern, &entry);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        const wchar_t *name = entry.cFileName;
        if (!(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || !wcscmp(name, now.tree)
            || !wcscmp(name, now.before) || runs(base, name, 1))
            continue;
        join(tree, base, name);
        drop_tree(tree);
    } while (FindNextFileW(search, &entry));
    FindClose(search);
}

/* --- what setup.nsi calls ------------------------------------------------------------------- */

/* May it be installed here now? Clears what an interrupted installer left and gives the new tree its
 * name: app-VERSION, or app-VERSION-2 ... where that is taken. */
API int prepare(const wchar_t *base, const wchar_t *version, int megabytes, int tries, wchar_t *name)
{
    static path folder;
    ULARGE_INTEGER room;
    if (is_open(base, tries)) return OPEN;
    int made = SHCreateDirectoryExW(NULL, base, NULL);
    if (made != ERROR_SUCCESS && made != ERROR_ALREADY_EXISTS && made != ERROR_FILE_EXISTS)
        return made == ERROR_DISK_FULL ? NO_ROOM : FAILED;
    drop_leftovers(base);
    if (GetDiskFreeSpaceExW(base, &room, NULL, NULL) && room.QuadPart < (ULONGLONG)megabytes << 20) return NO_ROOM;
    for (int number = 1; number < 100; number++) {
        if (number == 1) _snwprintf(name, 100, L"app-%ls", version);
        else _snwprintf(name, 100, L"app-%ls-%d", version, number);
        join(folder, base, name);
        if (!is_there(folder)) return DONE;
    }
    return FAILED;
}

/* Put NAME.part in force: on the disk, renamed, then the starters, then `current`. */
API int take(const wchar_t *base, const wchar_t *name)
{
    static path part, tree;
    join(tree, base, name);
    _snwprintf(part, LONGEST - 1, L"%ls.part", tree);
    if (!each_file(part, flush, NULL)) return FAILED;
    if (!move(part, tree, 0)) return FAILED;
    return DONE;
}

/* BASE\NAME.part becomes BASE\NAME, unless that says the same already. */
API int replace(const wchar_t *base, const wchar_t *name)
{
    static path part, target;
    static char now[1 << 20], next[1 << 20];
    const wchar_t *names[2] = {target, part};
    char *texts[2] = {now, next};
    DWORD counts[2] = {0, 0};
    join(target, base, name);
    _snwprintf(part, LONGEST - 1, L"%ls.part", target);
    for (int at = 0; at < 2; at++) {
        HANDLE file = CreateFileW(names[at], GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE) continue;
        if (!ReadFile(file, texts[at], sizeof now, &counts[at], NULL)) counts[at] = 0;
        CloseHandle(file);
    }
    if (counts[0] && counts[0] == counts[1] && !memcmp(now, next, counts[0])) {
        drop_file(part);
        return DONE;
    }
    return flush(part) && move(part, target, MOVEFILE_REPLACE_EXISTING) ? DONE : FAILED;
}

/* From now on NAME starts. The tree before is the one that was seen to open the vault: the second
 * line, while there is one. */
API int point(const wchar_t *base, const wchar_t *name)
{
    pointer now = read_pointer(base);
    return write_pointer(base, name, now.before[0] ? now.before : now.tree) ? DONE : FAILED;
}

/* What failed leaves no half a tree. */
API int give_up(const wchar_t *base, const wchar_t *name)
{
    static const wchar_t *const left[] = {L"tipdesk.exe.part", L"tipdeskc.exe.part", L"uninstall.exe.part", L"current.part"};
    static path part;
    if (name[0]) {
        _snwprintf(part, LONGEST - 1, L"%ls\\%ls.part", base, name);
        drop_tree(part);
    }
    for (size_t at = 0; at < sizeof left / sizeof *left; at++) {
        join(part, base, left[at]);
        drop_file(part);
    }
    RemoveDirectoryW(base); /* only when nothing was ever in it */
    return DONE;
}

/* The entry of the start menu. Its windows come under the same name, so that what is pinned to the
 * taskbar starts through it, whichever tree runs. */
API int shortcut(const wchar_t *link, const wchar_t *target, const wchar_t *windows)
{
    static const PROPERTYKEY id = {{0x9F4C2855, 0x9F79, 0x4B39, {0xA8, 0xD0, 0xE1, 0xD4, 0x2D, 0xE1, 0xD5, 0xF3}}, 5};
    IShellLinkW *shell = NULL;
    IPropertyStore *properties = NULL;
    IPersistFile *file = NULL;
    CoInitialize(NULL);
    HRESULT end = CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&shell);
    if (SUCCEEDED(end)) end = shell->lpVtbl->SetPath(shell, target);
    if (SUCCEEDED(end)) end = shell->lpVtbl->SetIconLocation(shell, target, 0);
    if (SUCCEEDED(end) && SUCCEEDED(shell->lpVtbl->QueryInterface(shell, &IID_IPropertyStore, (void **)&properties))) {
        PROPVARIANT value = {0};
        value.vt = VT_LPWSTR;
        value.pwszVal = (wchar_t *)windows;
        if (SUCCEEDED(properties->lpVtbl->SetValue(properties, &id, &value))) properties->lpVtbl->Commit(properties);
        properties->lpVtbl->Release(properties);
    }
    if (SUCCEEDED(end)) end = shell->lpVtbl->QueryInterface(shell, &IID_IPersistFile, (void **)&file);
    if (SUCCEEDED(end)) end = file->lpVtbl->Save(file, link, TRUE);
    if (file) file->lpVtbl->Release(file);
    if (shell) shell->lpVtbl->Release(shell);
    CoUninitialize();
    return SUCCEEDED(end) ? DONE : FAILED;
}

/* Take the program away: the starters first, so that nothing starts half; `current` last. */
API int leave(const wchar_t *base)
{
    static const wchar_t *const names[] = {L"tipdesk.exe", L"tipdeskc.exe", L"open"};
    static path name;
    if (is_open(base, 1)) return OPEN;
    give_up(base, L"");
    for (size_t at = 0; at < sizeof names / sizeof *names; at++) {
        join(name, base, names[at]);
        drop_file(name);
    }
    join(name, base, L"current");
    drop_file(name);
    drop_leftovers(base);
    return DONE;
}
