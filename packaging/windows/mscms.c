/* mscms.dll for a Wine prefix, never shipped. Wine 10's lacks WcsCreateIccProfile, which Qt 6.12 calls for
 * each screen: without the name there is no window at all. Here no screen has a colour profile. */

#define NAMED __declspec(dllexport)

NAMED int GetColorProfileFromHandle(void *profile, void *bytes, void *count)
{
    (void)profile, (void)bytes, (void)count;
    return 0;
}

NAMED void *WcsCreateIccProfile(void *profile, unsigned options)
{
    (void)profile, (void)options;
    return 0;
}

NAMED int CloseColorProfile(void *profile)
{
    (void)profile;
    return 0;
}

NAMED void *OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned creation)
{
    (void)profile, (void)access, (void)share, (void)creation;
    return 0;
}
