/* For tests under Wine 8 only, whose library ends the program: performance counters that say that there are none. */
#include <windows.h>

#define NONE(name) __declspec(dllexport) LONG WINAPI name(void) { return (LONG)0xC0000BB8; }

NONE(PdhAddEnglishCounterW)
NONE(PdhCloseQuery)
NONE(PdhCollectQueryData)
NONE(PdhEnumObjectsW)
NONE(PdhGetFormattedCounterValue)
NONE(PdhOpenQueryW)
NONE(PdhRemoveCounter)
