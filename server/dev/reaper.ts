/**
 * Ends our children when this process is killed outright. A shell of 1 MB in its own session reads their process
 * group ids from a pipe; the pipe closes when this process dies, however it dies, and the shell ends the groups.
 * Windows needs none: children sit in a job object there that closes with us.
 */
import { type ChildProcess, spawn } from 'node:child_process';

// `kill -s` because dash does not take `--` after `-TERM`. TERM first so that calls end politely, KILL for whatever is left 3 s later.
const SCRIPT = `
groups=' '
while read -r verb group; do
  case "$verb" in
    add) groups="$groups$group " ;;
    drop) groups=$(printf '%s' "$groups" | sed "s/ $group / /") ;;
  esac
done
[ -n "\${groups# }" ] || exit 0
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
for i in 1 2 3 4 5 6; do
  alive=
  for group in $groups; do kill -s 0 -- "-$group" 2>/dev/null && alive=1; done
  [ -n "$alive" ] || exit 0
  sleep 0.5
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

let shell: ChildProcess | undefined;

function tell(line: string): void {
  if (process.platform === 'win32') return;
  if (!shell) {
    shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    shell.on('error', () => {});
    shell.stdin?.on('error', () => {});
    shell.unref();
    const pipe = shell.stdin;
    // The pipe must close with us, not keep us alive.
    if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  }
  shell.stdin?.write(`${line}\n`);
}

/** From now on the process group `pid` ends when this process does. */
export const endWithMe = (pid: number): void => tell(`add ${pid}`);

/** The group is gone: its number may be somebody else's soon. */
export const groupIsGone = (pid: number): void => tell(`drop ${pid}`);
