import type { Seed } from '#sandbox/store/seed-target.ts';
import { CONTRACT_EMAILS } from './correspondence-emails.ts';

/** One account with three contacts, of whom the first has all e-mails and the third is to be deleted. */
export const seed: Seed = (target) => {
  target.insert('Accounts', [{ Account_Name: 'Letters' }]);
  const account = target.recordId('Accounts', 1);
  target.insert(
    'Contacts',
    ['Ada', 'Rui', 'Eva'].map((name) => ({ Last_Name: name, Full_Name: name, Account_Name: account })),
  );
  const gone = target.recordId('Contacts', 3);
  target.insert(
    'Emails',
    CONTRACT_EMAILS.map(({ at, isSent, subject, status, body }) => ({
      subject,
      time: at,
      sent: isSent,
      status,
      content: body,
      Who_Id: target.recordId('Contacts', 1),
      What_Id: account,
    })),
  );
  target.insert('Emails', [{ subject: 'Lost', time: 0, sent: true, status: 'sent', content: '', Who_Id: gone }]);
};
