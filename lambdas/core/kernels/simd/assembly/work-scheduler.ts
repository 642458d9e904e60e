import { doWork } from './do-work';

/*
 * Fork and join: a leader divides a work into parts, and all free threads take parts of it. The control block is
 *   0    ticket   u64: count of works so far (32 bits) | parts (16) | parts taken (16)
 *   64   done     i32: parts finished
 *   128  asleep   i32: helpers that sleep
 *   132  helped   i32: parts that helpers have finished, over all works
 *   192  work, units, units per part  i32
 *   256  the arguments
 * A thread takes a part by a compare-and-swap of the ticket, which fails if the work has changed. Until all parts are
 * done, the leader does not change the rest of the block.
 */
const DONE: usize = 64;
const ASLEEP: usize = 128;
const HELPED: usize = 132;
const WORK: usize = 192;
const ARGUMENTS: usize = 256;

/** Polls of the memory before sleeping: some tens of microseconds, about as long as waking takes. */
const POLLS: i32 = 20_000;
/** A waiting leader wakes up to check its progress after so many nanoseconds. */
const NAP: i64 = 50_000_000;

/** Takes and does parts until none is left. Counts them at the address `helped`, unless it is 0. */
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
 * Runs a work of `units` units, `each` per part (at most 65,535 parts), with the helpers. Its arguments are in the
 * control block. Returns 1 when all parts are done, or 0 if no part was finished in `patience` successive naps of 50
 * ms.
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
  for (let poll = 0; poll < POLLS; poll++) if (atomic.load<i32>(done) == parts) return 1;
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

/** The endless loop of a helping thread: takes parts, polls for the next work, then sleeps. */
export function help(control: usize, workspace: usize): void {
  // The upper half of the ticket: the count of works.
  const number = control + 4;
  for (;;) {
    const seen = atomic.load<i32>(number);
    takeParts(control, workspace, control + HELPED);
    let poll = 0;
    while (poll < POLLS && atomic.load<i32>(number) == seen) poll += 1;
    if (poll < POLLS) continue;
    atomic.add<i32>(control + ASLEEP, 1);
    atomic.wait<i32>(number, seen, -1);
    atomic.sub<i32>(control + ASLEEP, 1);
  }
}
