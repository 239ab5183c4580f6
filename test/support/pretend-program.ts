/**
 * The first line of a shell script that stands in for a program, after which its other lines are run as usual. Of `#!/bin/sh`
 * the command line has the script's own name, and tests that run at the same time look at which tools are at work on the
 * machine: by this one the name is that of the shell.
 */
export const namelessShell = `#!/usr/bin/env -S /bin/sh -c '. "$0"'`;
