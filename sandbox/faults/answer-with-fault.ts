import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import * as z from 'zod';
import { changeAnswer, type WireAnswer } from './change-answer.ts';
import { orphanFirstRow } from './orphan-first-row.ts';
import type { FaultEffect, WorldChange } from './fault-effect.ts';

/** The call that met a fault, as the server holds it. */
export interface FaultedCall {
  /** What the server gives beside the request: Node's own message. */
  readonly env: unknown;
  readonly signal: AbortSignal;
  readonly body: () => Promise<Uint8Array>;
  /** Performs the call; with a body, that one instead of the caller's. */
  readonly perform: (body?: Uint8Array<ArrayBuffer>) => Promise<Response>;
  readonly changeWorld: (change: WorldChange) => Promise<void>;
}

/** Answers a call as the fault wants it. */
export async function answerWithFault(effect: FaultEffect, call: FaultedCall): Promise<Response> {
  switch (effect.kind) {
    case 'refuse':
      return new Response(effect.body, { status: effect.status, headers: effect.headers });
    case 'silence':
      await untilGone(call.signal);
      return new Response(null);
    case 'hangUp':
      if (effect.performed) await (await call.perform()).arrayBuffer();
      socketOf(call.env)?.resetAndDestroy();
      return new Response(null);
    case 'repeat':
      await (await call.perform()).arrayBuffer();
      return call.perform();
    case 'change':
      await call.changeWorld(effect.change);
      return call.perform();
    case 'refuseFirstRow':
      return refuseFirstRow(effect, call);
    case 'orphanFirstRow':
      return call.perform(orphanFirstRow(await call.body()));
    case 'alter': {
      const answer = await toWire(await call.perform());
      return effect.how === 'cutConnection' ? breakOff(answer, call) : toResponse(changeAnswer(answer, effect.how));
    }
  }
}

function untilGone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function socketOf(env: unknown): Socket | null {
  const incoming: unknown = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null;
  return incoming instanceof IncomingMessage ? incoming.socket : null;
}

async function toWire(response: Response): Promise<WireAnswer> {
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

function toResponse({ status, headers, body }: WireAnswer): Response {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'));
  return new Response(body.length === 0 ? null : body, { status, headers: kept });
}

/** Announces the whole body, sends half of it, and goes. */
function breakOff({ status, headers, body }: WireAnswer, call: FaultedCall): Response {
  const half = body.subarray(0, body.length >> 1);
  let sent = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!sent) {
        sent = true;
        controller.enqueue(half);
        return;
      }
      socketOf(call.env)?.destroy();
      controller.close();
    },
  });
  return new Response(stream, { status, headers: { ...headers, 'content-length': String(body.length) } });
}

const batch = z.looseObject({ data: z.array(z.unknown()).min(1) });

/** The other rows are written; a call of one row is refused as a whole, as the CRM does. Calls without rows go through. */
async function refuseFirstRow(
  { code, message, status }: Extract<FaultEffect, { kind: 'refuseFirstRow' }>,
  { body, perform }: FaultedCall,
): Promise<Response> {
  const sent = batch.safeParse(parseJson(Buffer.from(await body()).toString()));
  if (!sent.success) return perform();
  const refused = { code, details: {}, message, status: 'error' };
  const rest = sent.data.data.slice(1);
  if (rest.length === 0) return Response.json({ data: [refused] }, { status: status === 200 ? 200 : 400 });
  const answer = await perform(Uint8Array.from(Buffer.from(JSON.stringify({ ...sent.data, data: rest }))));
  const answered = batch.safeParse(parseJson(await answer.text()));
  if (!answered.success) return answer;
  return Response.json({ data: [refused, ...answered.data.data] }, { status });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
