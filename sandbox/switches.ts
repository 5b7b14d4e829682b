/**
 * Zoho behaviours that no document settles. Each can be set both ways; the product is right under both.
 */
export interface SandboxSwitches {
  /** What a currency's exchange rate says: foreign units for one of home, or home units for one foreign. */
  readonly exchangeRateMeans: 'foreignPerHome' | 'homePerForeign';
  /** Do COQL's and bulk read's `=`, `in`, `like` tell "Acme" from "ACME"? */
  readonly textComparison: 'ignoreCase' | 'matchCase';
  /** COQL criteria in pairs, as the documents demand, or freely nested. */
  readonly criteriaPairs: 'required' | 'optional';
  /** May bulk read take the module that holds a subform's rows? `refused` answers INVALID_MODULE. */
  readonly subformBulkRead: 'supported' | 'refused';
  /** How bulk read heads the id column, which every file carries. */
  readonly bulkIdHeader: 'Id' | 'id';
  /** A well-formed id that no record has: 204 without body, or 404 INVALID_DATA. */
  readonly missingRecord: 'noContent' | 'notFound';
  /** Writing a value that the picklist does not list. */
  readonly unknownPicklistValue: 'rejected' | 'accepted';
  /** Field creation documents `field_label` only: is an `api_name` beside it taken, or derived from the label all the same? */
  readonly newFieldApiName: 'taken' | 'derivedFromLabel';
}

export const DEFAULT_SWITCHES: SandboxSwitches = {
  exchangeRateMeans: 'foreignPerHome',
  textComparison: 'ignoreCase',
  criteriaPairs: 'required',
  subformBulkRead: 'supported',
  bulkIdHeader: 'Id',
  missingRecord: 'noContent',
  unknownPicklistValue: 'rejected',
  newFieldApiName: 'taken',
};
