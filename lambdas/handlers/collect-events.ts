import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { eventObjects, metrics } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import { collectEvents, type EventMessage, readEventMessage } from '../use-cases/events/collect-events.ts';
import { FailedMessages } from './messages/failed-messages.ts';

const ports = { objects: eventObjects(), metrics: metrics() };

/** Writes the events of a batch into one object. A message that holds no events has failed. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  startInvocation(context);
  const failed = new FailedMessages();
  const messages: EventMessage[] = [];
  for (const { messageId, attributes, body } of event.Records) {
    try {
      messages.push(readEventMessage(messageId, attributes.SentTimestamp, body));
    } catch (cause) {
      failed.add(messageId, cause);
    }
  }
  if (messages.length === 0) return failed.response;
  try {
    const { key, rows } = await collectEvents(ports, messages);
    logger.info('events collected', { key, rows, messages: messages.length });
  } catch (cause) {
    for (const { id } of messages) failed.add(id, cause);
  }
  return failed.response;
};
