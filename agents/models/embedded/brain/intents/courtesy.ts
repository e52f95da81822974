/** Greetings, thanks and the small talk that keeps a conversation kind. */
import { type Intent, onPattern, say } from '../decision.ts';

const withName = (name: string | undefined) => (name === undefined ? '' : `, ${name}`);

export const COURTESY: readonly Intent[] = [
  onPattern(
    'can-hear',
    /^(?:hello |hi |hey )?(?:can you hear me|do you hear me|are you (?:still )?there|is anybody there|testing|test test)\b/,
    ({ wording }) => say(wording(['Yes, I can hear you well.', 'I hear you. Go ahead.', 'Loud and clear.'])),
  ),
  onPattern(
    'how-are-you',
    /\b(?:how are you|how is it going|how do you do|how have you been|are you (?:okay|ok|well)|what is up)\b/,
    ({ wording }) =>
      say(
        wording(["I'm fine, thank you. And you?", 'Very well, thanks. How are you?', 'All good here. How about you?']),
      ),
  ),
  onPattern(
    'caller-is-fine',
    /^(?:i am |i am doing |doing )?(?:very |quite |really |pretty )?(?:fine|good|great|well|okay|not bad|happy)(?: too| thank you| thanks| and you)*$/,
    ({ wording, lastReply }) =>
      /\bhow (?:are|about) you\b|\band you\b/i.test(lastReply)
        ? say(wording(["I'm glad to hear that. What can I do for you?", 'Good to hear. What would you like to do?']))
        : undefined,
  ),
  onPattern(
    'caller-is-low',
    /^i am (?:so |very |a bit |really )?(sad|tired|bored|sick|ill|lonely|stressed|angry|hungry|thirsty|cold|upset|not (?:so )?(?:well|good))\b/,
    ({ wording }, match) =>
      say(
        match[1] === 'bored'
          ? wording(["Let's change that. Shall I tell you a joke?", 'I know a joke or two. Shall I tell you one?'])
          : wording([
              "I'm sorry to hear that. I hope it gets better soon.",
              'Oh, that is no fun. I hope it passes soon.',
            ]),
      ),
  ),
  onPattern('nice-to-meet', /\b(?:nice|pleased|good|glad) to (?:meet|hear|talk to|speak to|see) you\b/, ({ wording }) =>
    say(wording(['Nice to meet you too.', 'The pleasure is mine.'])),
  ),
  onPattern(
    'thanks',
    /^(?:(?:great|perfect|wonderful|good|very good|super|cool|nice|yes|no|that is all) )*(?:thank you|thanks|thank you very much|thanks a lot|many thanks|cheers|thank you so much|much appreciated)(?: (?:very much|so much|a lot|again|for .*|that (?:is|was) .*))?$/,
    ({ wording }) => say(wording(["You're welcome.", 'My pleasure.', 'Any time.', 'Gladly.'])),
  ),
  onPattern(
    'praise',
    /\b(?:you are (?:so |very |really )?(?:great|good|funny|nice|clever|smart|amazing|awesome|the best|sweet|helpful|kind)|well done|good job|i love you|i like you)\b/,
    ({ wording }) => say(wording(["That's kind of you.", 'Thank you, that is nice to hear.'])),
  ),
  onPattern(
    'scolding',
    /\b(?:you are (?:so |very |really )?(?:stupid|bad|useless|dumb|slow|annoying|wrong|terrible)|that is (?:wrong|not right|not what i (?:said|meant|asked))|that was wrong|i did not (?:say|mean|ask) that|you (?:misunderstood|got it wrong))\b/,
    ({ wording }) =>
      say(
        wording([
          "I'm sorry about that. Could you say it once more, in other words?",
          'Sorry, I got that wrong. Please try it again.',
        ]),
      ),
  ),
  onPattern(
    'greeting',
    /^(?:(?:hello|hi|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|howdy|there|again|parley|everybody|everyone)\s*)+$/,
    ({ wording, facts, heard }) => {
      const part = /good (morning|afternoon|evening)/.exec(heard)?.[1];
      const hello = part === undefined ? wording(['Hello', 'Hi', 'Hello there']) : `Good ${part}`;
      return say(
        `${hello}${withName(facts.name)}. ${wording(['What can I do for you?', 'How can I help?', 'What would you like to know?'])}`,
      );
    },
  ),
  onPattern(
    'applause',
    /^(?:(?:that is |this is |oh |very |so )*(?:great|good|nice|cool|wonderful|perfect|excellent|amazing|interesting|funny|awesome|fantastic|lovely|correct|right))$/,
    ({ wording }) => say(wording(['Good. Anything else?', 'Glad you think so. What else can I do?'])),
  ),
];
