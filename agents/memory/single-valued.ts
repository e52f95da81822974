/**
 * Facts of which a person has one: "The caller's name is Martha" corrects "The caller's name is Martin" instead of
 * standing beside it. Everything else may be true side by side. Pure.
 */
const SUBJECTS =
  'name|first name|last name|full name|surname|nickname|age|birthday|date of birth|phone number|telephone number|mobile number|email|email address|address|home address|home town|hometown|employer|job|job title|preferred language|time zone|favou?rite colou?r';
const STATEMENT = new RegExp(`^(?:the )?(?:caller|user)(?:'s|’s)? (${SUBJECTS}) is (?:now )?\\S`, 'i');

const subjectOf = (text: string): string | undefined => STATEMENT.exec(text.trim())?.[1]?.toLowerCase();

/** True when both state the same thing of which there is only one. */
export function sameSubject(one: string, other: string): boolean {
  const subject = subjectOf(one);
  return subject !== undefined && subject === subjectOf(other);
}
