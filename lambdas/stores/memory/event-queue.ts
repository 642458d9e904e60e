import type { EventQueue } from '../../ports/events.ts';

/** A queue in memory, for tests. */
export class MemoryEventQueue implements EventQueue {
  /** The messages in the order in which they were sent. */
  readonly messages: string[] = [];

  async send(text: string): Promise<void> {
    this.messages.push(text);
  }
}
