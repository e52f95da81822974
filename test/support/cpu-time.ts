/**
 * Milliseconds of processor that `work` took, whatever else the machine was busy with: for bounds on what something
 * costs. Not for deadlines; those are about time that passes.
 */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
