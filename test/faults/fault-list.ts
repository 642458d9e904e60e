import { databaseFaults } from './database-faults.ts';
import { eventFaults } from './event-faults.ts';
import type { FaultGroup } from './fault.ts';
import { httpFaults } from './http-faults.ts';
import { promises } from './promises.ts';
import { weightsFaults } from './weights-faults.ts';

/** All faults and promises, in the order of their numbers. */
export const faultGroups: readonly FaultGroup[] = [eventFaults, weightsFaults, databaseFaults, httpFaults, promises];
