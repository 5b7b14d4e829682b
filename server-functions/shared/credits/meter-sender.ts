import type { RestSender } from '../rest/send-rest.ts';
import type { CreditMeter } from './credit-meter.ts';

/**
 * The sender on one job's account: what its calls cost is noted by its meter, and `allow` is asked before each, which throws
 * where nothing more may be spent. Attempts are metered where they are made, below retry.
 */
export function meterSender(
  rest: RestSender,
  meter: Pick<CreditMeter, 'note'>,
  allow: () => void = () => undefined,
): RestSender {
  return {
    async send(request) {
      allow();
      return rest.send({ ...request, meter });
    },
    async read(request, schema) {
      allow();
      return rest.read({ ...request, meter }, schema);
    },
    async download(request, consume) {
      allow();
      return rest.download({ ...request, meter }, consume);
    },
  };
}
