const MICROSECONDS = 1e6;

/** Seconds of processor time of this process so far: others on the machine do not count, waiting does not either. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS;
}
