import { doWork } from './do-work';

/*
 * Fork and join: a leader has a work, and whoever is there takes parts of it. The block at `control` is
 *   0    ticket   u64: number of the work (32 bits) | parts (16) | parts that are taken (16)
 *   64   done     i32: parts that are finished
 *   128  asleep   i32: helpers that wait to be woken
 *   132  helped   i32: parts that helpers have finished, of all works
 *   192  work, units, units of a part  i32
 *   256  the arguments
 * A part is taken by raising the ticket from what was seen, which only succeeds while the work is the same; until the part is
 * done the leader leaves the rest of the block as it is.
 */
const DONE: usize = 64;
const ASLEEP: usize = 128;
const HELPED: usize = 132;
const WORK: usize = 192;
const ARGUMENTS: usize = 256;

/** Looks at the memory before sleeping: some tens of microseconds, as waking takes. */
const LOOKS: i32 = 20_000;
/** A wait is looked at anew after so many nanoseconds. */
const NAP: i64 = 50_000_000;

/** Takes and does parts until none is left; `helped` is added to for each where there is one. */
function takeParts(control: usize, workspace: usize, helped: usize): void {
  for (;;) {
    const ticket = atomic.load<u64>(control);
    const parts = <i32>((ticket >> 16) & 0xffff);
    const part = <i32>(ticket & 0xffff);
    if (part >= parts) return;
    if (atomic.cmpxchg<u64>(control, ticket, ticket + 1) != ticket) continue;
    const units = load<i32>(control + WORK, 4);
    const each = load<i32>(control + WORK, 8);
    doWork(load<i32>(control + WORK), control + ARGUMENTS, part * each, min(units, (part + 1) * each), workspace);
    if (helped) atomic.add<i32>(helped, 1);
    if (atomic.add<i32>(control + DONE, 1) + 1 == parts) atomic.notify(control + DONE, 1);
  }
}

/**
 * Shares out a work of `units`, `each` to a part (at most 65,535 parts), whose arguments are in the block; takes parts itself;
 * returns 1 when all are done, or 0 when a part that was taken was not finished in `patience` naps of 50 ms in a row.
 */
export function lead(control: usize, work: i32, units: i32, each: i32, workspace: usize, patience: i32): i32 {
  const parts = (units + each - 1) / each;
  store<i32>(control + WORK, work);
  store<i32>(control + WORK, units, 4);
  store<i32>(control + WORK, each, 8);
  atomic.store<i32>(control + DONE, 0);
  const number = (atomic.load<u64>(control) >> 32) + 1;
  atomic.store<u64>(control, (number << 32) | (<u64>parts << 16));
  if (atomic.load<i32>(control + ASLEEP) > 0) atomic.notify(control + 4, -1);
  takeParts(control, workspace, 0);
  return waitForAll(control + DONE, parts, patience);
}

function waitForAll(done: usize, parts: i32, patience: i32): i32 {
  for (let look = 0; look < LOOKS; look++) if (atomic.load<i32>(done) == parts) return 1;
  let last = -1;
  for (let naps = 0; naps < patience; naps++) {
    const now = atomic.load<i32>(done);
    if (now == parts) return 1;
    if (now != last) naps = 0;
    last = now;
    atomic.wait<i32>(done, now, NAP);
  }
  return atomic.load<i32>(done) == parts ? 1 : 0;
}

/** What a helping thread does for as long as it lives. */
export function help(control: usize, workspace: usize): void {
  // The upper half of the ticket, where the number of the work is.
  const number = control + 4;
  for (;;) {
    const seen = atomic.load<i32>(number);
    takeParts(control, workspace, control + HELPED);
    let look = 0;
    while (look < LOOKS && atomic.load<i32>(number) == seen) look += 1;
    if (look < LOOKS) continue;
    atomic.add<i32>(control + ASLEEP, 1);
    atomic.wait<i32>(number, seen, -1);
    atomic.sub<i32>(control + ASLEEP, 1);
  }
}
