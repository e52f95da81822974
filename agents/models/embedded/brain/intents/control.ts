/** Steering the conversation: again, stop, wait, yes and no. */
import { type Intent, onPattern, say } from '../decision.ts';
import { joke } from './games.ts';
import { FORGET_EVERYTHING_ASKED, forgetEverything } from './memory.ts';

const AGAIN =
  /\b(?:(?:say|tell me|repeat) (?:that|it|this)(?: to me)?(?: once)?(?: again| more| please|$)|say (?:that|it) (?:again|once more|one more time)|repeat (?:that|it|yourself|please|the last|what you)|come again|what did you (?:just )?say|what was that|i did not (?:hear|catch|get|understand)(?: you| that| it)?|once more|one more time|could you repeat|can you repeat|please repeat)\b|^(?:pardon(?: me)?|repeat|again|what|sorry|excuse me|huh|i beg your pardon|(?:sorry )?what)$/;
const STOP =
  /^(?:(?:no|okay|ok|please|oh|all right|hey) )*(?:stop(?: it| that| talking| speaking| please| now)*|be quiet|quiet|shut up|silence|never ?mind|nevermind|forget (?:it|that)|cancel(?: that| it)?|(?:that is )?enough|that will do|enough of that|leave it|skip (?:it|that)|do not (?:bother|worry))(?: please| thanks| thank you)*$/;
const WAIT =
  /^(?:(?:no|okay|ok|please|oh|just) )*(?:wait|hold on|hang on|one moment|just a moment|one second|a moment|give me a (?:moment|second|minute)|let me think)(?: a (?:moment|minute|second|bit)| please| stop)*$/;
const YES =
  /^(?:(?:oh|well) )*(?:yes|yeah|yep|yup|sure|of course|okay|ok|please do|go ahead|do it|do that|absolutely|definitely|why not|certainly|right|exactly|correct|fine|i do|gladly|with pleasure)(?: yes| please| do it| do that| sure| forget (?:it|everything|all)| of course| i am sure| tell me| go ahead)*$/;
const NO =
  /^(?:(?:oh|well) )*(?:no|nope|nah|not really|not now|no way|rather not|do not|never|better not|not at all|i do not think so)(?: no| thanks| thank you| please| do not| not now| not yet| i am (?:good|fine)| nothing(?: else)?)*$/;

const QUESTION_OF_MORE =
  /\b(?:anything else|something else|what can i do for you|how can i help|what else can i do|what would you like|just ask)/i;

export const CONTROL: readonly Intent[] = [
  onPattern('again', AGAIN, ({ lastReply, wording }) =>
    say(
      lastReply === ''
        ? wording([
            "I haven't said anything yet. What can I do for you?",
            'There is nothing to repeat yet. How can I help?',
          ])
        : lastReply,
    ),
  ),
  onPattern('stop', STOP, ({ wording }) => say(wording(['Okay.', 'All right.', 'Sure.']))),
  onPattern('wait', WAIT, ({ wording }) => say(wording(['Take your time.', "Of course, I'm here.", 'No hurry.']))),
  onPattern(
    'slower',
    /\b(?:(?:speak|talk|say (?:it|that)) (?:more )?(?:slower|slowly|faster|louder|up)|(?:too|so) (?:fast|slow|quiet|loud)|slower|louder)\b/,
    () => say("I can't change how I speak during a call, but I can say it again."),
  ),
  onPattern('yes', YES, (turn) => {
    if (FORGET_EVERYTHING_ASKED.test(turn.lastReply)) return forgetEverything(turn);
    if (/\bjoke\b[^?]*\?/i.test(turn.lastReply)) return joke(turn);
    if (QUESTION_OF_MORE.test(turn.lastReply))
      return say(turn.wording(["Go ahead, I'm listening.", 'All right, what is it?']));
    return say(turn.wording(['All right.', 'Okay. What next?', 'Good.']));
  }),
  onPattern('no', NO, (turn) => {
    if (FORGET_EVERYTHING_ASKED.test(turn.lastReply)) return say("All right, I'll keep it.");
    if (QUESTION_OF_MORE.test(turn.lastReply))
      return say(turn.wording(["All right. I'm here if you need me.", 'Okay. Just say goodbye when you are done.']));
    return say(turn.wording(['Okay.', 'All right, then not.', 'No problem.']));
  }),
  onPattern('unsure', /^(?:maybe|perhaps|i do not know|i am not sure|no idea|dunno|possibly)$/, ({ wording }) =>
    say(wording(['No hurry. Think about it.', "That's fine."])),
  ),
];
