// Types only: every shape the screens of line and people use is what the published API says, field by field.
// After `npm run gen` a field that was renamed, retyped or may be null now fails the type check here.
import type * as billing from './billing';
import type * as capture from './capture';
import type * as cash from './cash';
import type * as crm from './crm';
import type * as delivery from './delivery';
import type * as line from './line';
import type * as sales from './sales';
import type * as timeline from './timeline';
import type { components } from './schema';

type Schemas = components['schemas'];

/** The fields of T that may be null. */
type Nulls<T> = { [K in keyof T]-?: null extends T[K] ? K : never }[keyof T];

/** `true`, or what differs: our narrower words for a text are fine, an unknown field or a forgotten null is not. */
type Fits<Ours, Theirs> =
  Exclude<keyof Ours, keyof Theirs> extends never
    ? Ours extends Pick<Theirs, keyof Ours & keyof Theirs>
      ? Exclude<Nulls<Pick<Theirs, keyof Ours & keyof Theirs>>, Nulls<Ours>> extends never
        ? true
        : ['may be null', Exclude<Nulls<Pick<Theirs, keyof Ours & keyof Theirs>>, Nulls<Ours>>]
      : ['another type', Ours]
    : ['no such field', Exclude<keyof Ours, keyof Theirs>];

type All<Checks extends Record<string, true>> = Checks;

export type Checked = All<{
  invoice_line: Fits<billing.InvoiceLine, Schemas['InvoiceLine']>;
  invoice: Fits<billing.InvoiceView, Schemas['InvoiceView']>;
  invoice_sums: Fits<billing.InvoiceSums, Schemas['InvoiceSums']>;
  credit_note_line: Fits<billing.CreditNoteLine, Schemas['CreditNoteLine']>;
  credit_note: Fits<billing.CreditNoteView, Schemas['CreditNoteView']>;
  billing_settings: Fits<billing.BillingSettings, Schemas['BillingSettings']>;
  payment: Fits<cash.PaymentView, Schemas['PaymentView']>;
  refund: Fits<cash.RefundView, Schemas['RefundView']>;
  credit: Fits<cash.CreditView, Schemas['CreditView']>;
  payable: Fits<cash.PayableInvoice, Schemas['PayableInvoice']>;
  bank_line: Fits<cash.BankLineView, Schemas['BankLineView']>;
  suggestion: Fits<cash.Suggestion, Schemas['Suggestion']>;
  statement: Fits<cash.StatementView, Schemas['StatementView']>;
  imported: Fits<cash.ImportedView, Schemas['ImportedView']>;
  mapping: Fits<cash.Mapping, Schemas['Mapping']>;
  statement_preview: Fits<cash.PreviewView, Schemas['PreviewView']>;
  ledger: Fits<cash.LedgerView, Schemas['LedgerView']>;
  ledger_check: Fits<cash.CheckView, Schemas['CheckView']>;
  lead: Fits<crm.LeadLine, Schemas['LeadLine']>;
  whole_lead: Fits<crm.WholeLead, Schemas['WholeLead']>;
  week: Fits<crm.WeekView, Schemas['Week']>;
  question: Fits<crm.Question, Schemas['Question']>;
  rule: Fits<crm.Rule, Schemas['Rule']>;
  proposal: Fits<crm.Proposal, Schemas['Proposal']>;
  service: Fits<crm.ServiceView, Schemas['ServiceView']>;
  deal: Fits<crm.DealLine, Schemas['DealLine']>;
  pipeline: Fits<crm.PipelineView, Schemas['Pipeline']>;
  message: Fits<crm.MessageView, Schemas['MessageView']>;
  preview: Fits<crm.MessagePreview, Schemas['MessagePreview']>;
  contact_line: Fits<crm.ContactLine, Schemas['ContactLine']>;
  contact: Fits<crm.ContactView, Schemas['ContactView']>;
  duplicate: Fits<crm.Duplicate, Schemas['Duplicate']>;
  company: Fits<crm.CompanyView, Schemas['CompanyView']>;
  task: Fits<crm.TaskView, Schemas['TaskView']>;
  entry: Fits<timeline.EntryView, Schemas['Entry']>;
  intake: Fits<capture.IntakeView, Schemas['IntakeView']>;
  consents: Fits<capture.ConsentsView, Schemas['ConsentsView']>;
  joint: Fits<line.JointView, Schemas['JointView']>;
  line: Fits<line.LineView, Schemas['LineView']>;
  week_report: Fits<line.WeekReport, Schemas['WeekReport']>;
  record: Fits<line.JointRecord, Schemas['JointRecord']>;
  project: Fits<delivery.ProjectView, Schemas['ProjectView']>;
  project_line: Fits<delivery.ProjectLine, Schemas['ProjectLine']>;
  project_file: Fits<delivery.ProjectFile, Schemas['ProjectFile']>;
  buyer: Fits<delivery.Buyer, Schemas['Party']>;
  milestone: Fits<delivery.MilestoneView, Schemas['MilestoneView']>;
  brief_point: Fits<delivery.Point, Schemas['BriefPoint']>;
  need: Fits<line.Need, Schemas['Need']>;
  item: Fits<sales.ItemView, Schemas['ItemView']>;
  rate_card: Fits<sales.RateCardView, Schemas['RateCardView']>;
  offer: Fits<sales.ProposalView, Schemas['ProposalView']>;
  offer_line: Fits<sales.ProposalLine, Schemas['ProposalLine']>;
  agreement: Fits<sales.AgreementView, Schemas['AgreementView']>;
}>;
