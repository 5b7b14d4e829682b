/** Field metadata in Zoho's shape. */
export interface ZohoField {
  api_name: string;
  field_label: string;
  data_type: string;
  custom_field: boolean;
  pick_list_values?: Record<string, unknown>[];
}

function field(api_name: string, field_label: string, data_type: string, more: Partial<ZohoField> = {}): ZohoField {
  return { api_name, field_label, data_type, custom_field: false, ...more };
}

/** Fields of the account module, ours among them. */
export function accountFields(): ZohoField[] {
  return [
    field('Account_Name', 'Account name', 'text'),
    field('Owner', 'Account owner', 'ownerlookup'),
    field('Industry', 'Industry', 'picklist'),
    field('Employees', 'Employees', 'integer'),
    field('Annual_Revenue', 'Annual revenue', 'currency'),
    field('Billing_Country', 'Billing country', 'text'),
    field('Currency', 'Currency', 'picklist'),
    field('Exchange_Rate', 'Exchange rate', 'double'),
    field('ABM_Evidence', 'ABM evidence', 'textarea', { custom_field: true }),
    field('ABM_RFM_Label', 'ABM RFM Label', 'picklist', { custom_field: true }),
    field('ABM_RFM_Since', 'ABM RFM label since', 'date', { custom_field: true }),
    field('ABM_Firmographics_Label', 'ABM Firmographics Label', 'picklist', { custom_field: true }),
  ];
}

/** Those of the techniques that full runs alone score. */
export function moreLabelFields(): ZohoField[] {
  const own = (name: string, type: string) => field(name, name.replaceAll('_', ' '), type, { custom_field: true });
  return [
    own('ABM_Engagement_Label', 'picklist'),
    own('ABM_Engagement_Score', 'integer'),
    own('ABM_Engagement_Since', 'date'),
    own('ABM_Recommendations_Label', 'picklist'),
    own('ABM_Recommendations_Since', 'date'),
    own('ABM_Voice_Label', 'picklist'),
    own('ABM_Voice_Since', 'date'),
  ];
}

/** Fields of the deal module, with stages that say what they mean. */
export function dealFields(): ZohoField[] {
  const stage = (actual_value: string, forecast_type: string) => ({
    actual_value,
    display_value: actual_value,
    forecast_type,
  });
  return [
    field('Deal_Name', 'Deal name', 'text'),
    field('Stage', 'Stage', 'picklist', {
      pick_list_values: [
        stage('Negotiation', 'Open'),
        stage('Closed Won', 'Closed Won'),
        stage('Closed Lost', 'Closed Lost'),
      ],
    }),
    field('Closing_Date', 'Closing date', 'date'),
    field('Amount', 'Amount', 'currency'),
    field('Account_Name', 'Account', 'lookup'),
    field('Type', 'Type', 'picklist'),
    field('Currency', 'Currency', 'picklist'),
    field('Exchange_Rate', 'Exchange rate', 'double'),
  ];
}
