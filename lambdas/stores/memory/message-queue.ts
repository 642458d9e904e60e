import type { MessageQueue } from '../../ports/message-queue.ts';

/** A queue in memory, for tests. */
export class MemoryMessageQueue implements MessageQueue {
  /** The messages in the order in which they were sent. */
  readonly messages: string[] = [];

  async send(text: string): Promise<void> {
    this.messages.push(text);
  }
}
