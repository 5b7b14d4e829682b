import type { RestRequest, RestSender } from '../rest/send-rest.ts';
import { priceOfCall, type CallPrice } from './price-of-call.ts';
import type { CreditAccount } from './run-account.ts';

/**
 * The sender on one account: it is asked before each call, and told what each attempt cost. Attempts are metered where they are
 * made, below retry.
 */
export function meterSender(rest: RestSender, account: CreditAccount): RestSender {
  const onAccount = async <Answer>(
    request: RestRequest,
    make: (metered: RestRequest) => Promise<Answer>,
  ): Promise<Answer> => {
    const release = account.hold(priceOfCall(request).credits);
    const note = (price: CallPrice): void => {
      release();
      account.note(price);
    };
    try {
      return await make({ ...request, meter: { note } });
    } finally {
      release();
    }
  };
  return {
    send: (request) => onAccount(request, (metered) => rest.send(metered)),
    read: (request, schema) => onAccount(request, (metered) => rest.read(metered, schema)),
    download: (request, consume) => onAccount(request, (metered) => rest.download(metered, consume)),
  };
}
