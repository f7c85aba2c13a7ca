/* icuuc.dll for a Wine prefix, never shipped. Windows has had the real one since version 1703, Wine 10
 * has none, and Qt 6.12's core imports twenty names of it: for the text codecs of other countries, which
 * tipdesk never asks for. Here no codec is ever opened, so that none of the others is called. */

enum { UNSUPPORTED = 16 };

#define NAMED __declspec(dllexport)
#define NEVER_CALLED(name) NAMED int name(void) { return 0; }

NAMED void *ucnv_open(const char *name, int *status)
{
    (void)name;
    *status = UNSUPPORTED;
    return 0;
}

NAMED int ucnv_countAvailable(void) { return 0; }

NAMED const char *ucnv_getAvailableName(int number)
{
    (void)number;
    return 0;
}

NAMED const char *ucnv_getName(void *codec, int *status)
{
    (void)codec;
    *status = UNSUPPORTED;
    return 0;
}

NAMED const char *ucnv_getStandardName(const char *name, const char *standard, int *status)
{
    (void)name, (void)standard;
    *status = UNSUPPORTED;
    return 0;
}

NEVER_CALLED(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
NEVER_CALLED(UCNV_TO_U_CALLBACK_SUBSTITUTE)
NEVER_CALLED(ucnv_cbFromUWriteUChars)
NEVER_CALLED(ucnv_cbToUWriteUChars)
NEVER_CALLED(ucnv_close)
NEVER_CALLED(ucnv_fromUCountPending)
NEVER_CALLED(ucnv_fromUnicode)
NEVER_CALLED(ucnv_getFromUCallBack)
NEVER_CALLED(ucnv_getMaxCharSize)
NEVER_CALLED(ucnv_getToUCallBack)
NEVER_CALLED(ucnv_reset)
NEVER_CALLED(ucnv_setFromUCallBack)
NEVER_CALLED(ucnv_setToUCallBack)
NEVER_CALLED(ucnv_toUCountPending)
NEVER_CALLED(ucnv_toUnicode)
