import type { RestRequest, RestSender } from '../rest/send-rest.ts';
import { priceOfCall } from './price-of-call.ts';
import type { CreditAccount } from './run-account.ts';

/**
 * The sender on one account: it is asked before each call, and told what each attempt cost. Attempts are metered where they are
 * made, below retry.
 */
export function meterSender(rest: RestSender, account: CreditAccount): RestSender {
  const onAccount = (request: RestRequest): RestRequest => {
    account.allow(priceOfCall(request).credits);
    return { ...request, meter: account };
  };
  return {
    send: async (request) => rest.send(onAccount(request)),
    read: async (request, schema) => rest.read(onAccount(request), schema),
    download: async (request, consume) => rest.download(onAccount(request), consume),
  };
}
