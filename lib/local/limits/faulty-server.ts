import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FaultInjector } from './fault-injector.ts';
import { REQUEST_FAULTS, type RequestFault, type RequestService } from './fault-kinds.ts';
import { answerWith, FAILED, THROTTLED } from './service-answers.ts';

/** After this time the connection of a request without an answer closes: longer than clients of functions wait. */
const LOST_ANSWER_MILLISECONDS = 4000;
/** The longest pause in a slow answer. */
const SLOW_ANSWER_MILLISECONDS = 2000;

/** Puts faults between the clients and a server. Call it after the server has its listeners. */
export function injectFaults(
  server: Server,
  faults: FaultInjector,
  serviceOf: (request: IncomingMessage) => RequestService,
): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const service = serviceOf(request);
    const fault = faults.draw(service, REQUEST_FAULTS);
    if (fault !== undefined) {
      faults.count(service, fault);
      if (refuse(fault, service, request, response)) return;
      changeAnswer(fault, response, () => faults.drawMilliseconds(service, SLOW_ANSWER_MILLISECONDS));
    }
    for (const listener of listeners) listener.call(server, request, response);
  });
}

/** Ends a request that nothing is done for. @returns whether the fault is of this kind */
function refuse(
  fault: RequestFault,
  service: RequestService,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (fault === 'dropRequest') request.socket.destroy();
  else if (fault === 'throttle') answerWith(THROTTLED[service], request, response);
  else if (fault === 'serverError') answerWith(FAILED[service], request, response);
  else return false;
  return true;
}

/** Changes how the answer to a request arrives. The services send the whole body with the end of their answers. */
function changeAnswer(fault: RequestFault, response: ServerResponse, drawPause: () => number): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  const close = () => response.socket?.destroy();
  response.end = ((given: unknown) => {
    const body = Buffer.from((given ?? '') as string);
    const half = body.subarray(0, body.length >> 1);
    if (fault === 'loseAnswer') setTimeout(close, LOST_ANSWER_MILLISECONDS).unref();
    else if (fault === 'cutAnswer' && half.length === 0) close();
    else {
      if (half.length > 0) response.write(half, fault === 'cutAnswer' ? close : () => {});
      if (fault === 'slowAnswer') setTimeout(() => end(body.subarray(half.length)), drawPause()).unref();
    }
    return response;
  }) as ServerResponse['end'];
}
