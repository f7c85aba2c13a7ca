/* Stands in for tipdesk where only the installer is tried: it says which version it is. */
#include <stdio.h>

int main(void)
{
    puts(VERSION);
    return 0;
}
