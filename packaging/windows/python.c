/* python.exe and pythonw.exe of the stand-in: what CPython's own Programs/python.c and PC/WinMain.c do. */
#include <stdlib.h>
#include <windows.h>

int __declspec(dllimport) Py_Main(int argc, wchar_t **argv);

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, LPWSTR line, int show)
{
    (void)self; (void)before; (void)line; (void)show;
    return Py_Main(__argc, __wargv);
}
#else
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
#endif
