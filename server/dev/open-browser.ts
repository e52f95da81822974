/** Opens the page in the person's browser where there is a person: a terminal, a desktop, no CI. */
import { spawn } from 'node:child_process';

/** Never fails: the address is on the screen anyway. */
export function openBrowser(url: string): void {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || !process.stdout.isTTY) return;
  const desktop = process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY;
  if (!desktop) return;
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
