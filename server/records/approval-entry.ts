/** An approval as the API shows it. Pure. */
import type { Approval } from '../../agents/acting/approvals/approval.ts';
import type { ApprovalEntry } from '../api/approvals.ts';

export function approvalEntryOf({
  argumentsJson,
  editedArgumentsJson,
  readBack,
  votes,
  ...rest
}: Approval): ApprovalEntry {
  return {
    ...rest,
    readBack: readBack.private,
    arguments: parsed(argumentsJson.private),
    ...(editedArgumentsJson === undefined ? {} : { editedArguments: parsed(editedArgumentsJson.private) }),
    votes: votes.map(({ reason, ...vote }) => ({
      ...vote,
      ...(reason === undefined ? {} : { reason: reason.private }),
    })),
  };
}

/** Null when the user it belonged to was forgotten. */
function parsed(json: string): unknown {
  if (json === '') return null;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
