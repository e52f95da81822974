/** What the front desk's own checks have found. */
const CHECKED = /^(?:move_appointment|cancel_appointment|refund) was not run: (?!the arguments\b)/i;

/** What is said of something that waits for a yes, or was decided. Pure; undefined when the result tells of neither. */
export function wordDecided(result: string): string | undefined {
  if (/^Nothing was done yet: it waits for a colleague/.test(result))
    return "I need a colleague's approval for that. I've asked for it, and I'll tell you as soon as somebody decides.";
  if (/^Nothing was done yet: it waits for the caller/.test(result)) return 'I asked you about that: is it a yes?';
  if (/^Nothing was done: the caller said no\./.test(result)) return "All right, I've left it as it was.";
  const refused = /^Nothing was done: a colleague said no\.(?: The reason: ([\s\S]+))?$/.exec(result);
  if (refused) {
    const reason = refused[1]?.trim();
    return `I'm sorry, my colleague has refused it.${reason === undefined ? '' : ` The reason: ${sentence(reason)}`}`;
  }
  if (/^Nothing was done: the caller did not say yes in time/.test(result))
    return "I didn't hear a yes, so I've left it as it was.";
  if (/^Nothing was done: no colleague approved it in time/.test(result))
    return "I'm sorry, nobody has approved it in time, so nothing was done.";
  if (/^\w+ may or may not have worked\b/.test(result))
    return "I'm sorry, I don't know whether that worked. I've asked a person to find out.";
  if (/there is no appointment on/.test(result) || CHECKED.test(result))
    return `Sorry, ${sentence(result.replace(/^\w+ (?:failed|was not run): /, ''))}`;
  return undefined;
}
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
