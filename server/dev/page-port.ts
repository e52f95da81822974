/** Which port the page gets: the one that was asked for or none; without a wish 8080, else a free one. */
import { freePort, isPortFree } from './free-port.ts';

const USUAL = 8080;

export async function pagePort(wish: string | undefined, host: string): Promise<number> {
  if (wish === undefined || wish === '') return freePort(USUAL, 'tcp', host);
  const port = Number(wish);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT=${wish} is not a port: give a whole number from 0 to 65535.`);
  if (port === 0) return freePort(0, 'tcp', host);
  if (!(await isPortFree(port, 'tcp', host))) {
    throw new Error(
      `Port ${port} is taken by another program: stop it, or start with PORT set to another number, or without PORT to get a free one.`,
    );
  }
  return port;
}
