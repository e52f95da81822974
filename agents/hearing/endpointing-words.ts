/**
 * Words that tell whether an English utterance is finished. Lists only; `endpointing.ts` says what they mean.
 */

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ''));

/** Nobody ends on these: another word must follow. */
export const OPEN_ENDINGS = set(`
  and or but because since although though unless until till if whether while whereas than as so that plus nor
  a an the my your his her its our their this these those some any every each no another other both either
  of to in on at by for from with without into onto about between among during through against under over after before
  near around within towards via per like
  am is are was were be been being will would shall should can could may might must do does did have has had having
  i we they he she it's i'm i'd i'll i've we're we'd we'll we've they're you're he's she's that's there's who's what's let's
  who whose which what when where why how
  please also maybe perhaps probably really very too quite just only even not don't doesn't didn't won't can't couldn't wouldn't isn't aren't
  want wants wanted need needs like would'd going gonna wanna tell give make let get put take bring
  more less most least many much few several
  um uh er erm hmm
  mr mrs ms dr st
  named called say says said saying means mean
  plus minus times divided percent's point
`);

/** May end an utterance although they stand in OPEN_ENDINGS, when these words come before. */
export const CLOSED_ENDINGS: readonly RegExp[] = [
  // The question word is the object: "how long does the train take", "what does that mean".
  /\b(what|which|who|how (long|much|many|far|often|old))\b.* (do|does|did|will|would|should|can|could) .+ (take|mean|need|want|cost|say|get|have|do|make|like|bring|give)$/,
  /\b(what|who|where|how|which one|why|when|why not|how much|how many|what for|where to|where from|how come|what else|who else|how so|so what)$/,
  /\b(is|are|was|were) (it|that|this|these|those|you|i|we|they|he|she)$/,
  /\b(who|what|where|how|when|that|it|which) (is|are|was|were|am) (it|that|this|these|those|you|i|we|they|he|she)$/,
  /\b(who|what|where|how old|how|what time|as) (i|you|we|they|he|she|it|that|this|these|those) (am|is|are|was|were|do|did|does|have|has|can|could|would|will|like|want|need)$/,
  /\b(yes|no|sure|of course) (i|you|we|they|he|she|it|that) (am|is|are|was|were|do|did|does|don't|didn't|doesn't|can|can't|could|would|will|won't|have|haven't|isn't)$/,
  /\b(i|we|they) (do|don't|did|didn't|can|can't|could|couldn't|will|won't|would|wouldn't|have|haven't) not$/,
  /\bwhat (do|did|does|can|could|should|would|will) (i|you|we|they|he|she|it) (say|mean|want|need|like|do|have|get|make|take|bring|tell|give)$/,
  /\b(where|who|what|which \w+|what \w+) (are|is|was|were|do|does|did) (you|it|that|they|we|he|she|i) (from|about|for|with|like|on|at|in|to|of|going|called|named|near)$/,
  /\b(i|we|they|you) (really |just )?(like|want|need|love|mean) (it|that|this|to|them)$/,
  /\b(not really|not yet|not now|me too|that's it|thank you very much|thanks very much|no more|any more|anymore|once more|one more|some more|come on|go on|hold on|move on|log in|sign in|check in|turn it on|turn it off|shut up|never mind|what's up|hang on)$/,
  /\b(say|repeat|do|try|explain) (that|it|this)$/,
  /\b(talk|speak|listen|help|understand|hear|remember|tell|told|call|called|forget|know|like|asked|gave|sent|showed|about) (me|you|him|it|that|this|them|us)$/,
  /\b(is|was|are) (that|this|it|there) (all|it|so|right)$/,
  /\b(to|for|with|about|of|like|and|or|than|on|at|is|than|do|did|stop|cancel|take|get|leave|want|need|see|hear|read|keep|forget) (that|this|it|those|these|them|any|some|more|less|others|other|another|both|either|each|few|several|much|many|most|you|what)$/,
];

/** Hesitation: the speaker holds the floor. */
export const FILLERS = set('um uh umm uhm erm er eh hmm hm mm like so well actually basically anyway');
export const FILLER_PHRASES: readonly RegExp[] = [
  /\b(you know|i mean|sort of|kind of|let me see|let's see|let me think|how do i say|what's it called|hang on|hold on|one second|just a second|one moment)$/,
];

/** Open even though the last word alone could close a sentence: it asks for its object. */
export const ALWAYS_OPEN: readonly RegExp[] = [
  // An auxiliary and its subject, and no verb yet: "how do I", "what do you", "is it".
  /\b(do|does|did|can|could|will|would|shall|should|may|might|must|have|has|had|don't|doesn't|didn't|can't|couldn't|won't|wouldn't|shouldn't) (i|you|we|they|he|she|it)$/,
  /^(and |so |but |okay |well )?(is|are|was|were|am) (i|you|we|they|he|she|it|this|that|there)$/,
  // A question word with its noun and nothing else: "how many people", "what kind of music".
  /^(and |so |but |okay |well )?(how (many|much)|which|whose|what (kind|sort|type) of) (?!one$|ones$|else$)\S+$/,
  /\b(can|could|would|will) (you|i|we)( please)?( also)?( tell| give| show| send| find| book| make)?( me| us)?$/,
  /\b(which|one|some|all|none|both|each|any|many|most|either) of (these|those|them|us|you)$/,
];

/** The sentence has been announced and not said. */
export const ANNOUNCEMENTS: readonly RegExp[] = [
  /\b(if|when|that|because|and|but|do|did|can|could|would|will|should|what|where|how|why|while|until|before|after) (you|it|this|these|those|that)$/,
  /\b(name|number|address|email|e mail|birthday|code|zip|postcode|password|phone|appointment|order|question|problem|answer|date|flight) (is|was|are|number|number is|would be|will be|for|starts with)$/,
  /\b(i (would|want|need|have|am|was|will|think|thought|guess|hope|wonder|know|believe|wanted|was wondering|was thinking|am looking|am calling)|i'd like|i'm looking|i'm calling|i'm trying|i'd love|i'll need)( to| that| if| whether| for)?$/,
  /\b(first|firstly|second|secondly|then|next|finally|also|besides|however|otherwise|instead|by the way|for example|for instance|except|hello|hi|hey|good morning|good afternoon|good evening|okay so|yes so|no but|yes but|excuse me|sorry|listen|look|well|in fact|actually)$/,
];

/** Orders and farewells to which nobody adds anything. */
export const QUICK = new Set([
  'goodbye',
  'good bye',
  'bye',
  'bye bye',
  'hang up',
  'end the call',
  'repeat that',
  'repeat that please',
  'say that again',
  'say that again please',
  'say it again',
  'again please',
  'come again',
  'pardon',
  'what',
  'go ahead',
  'go on',
  'continue',
  'never mind',
  'nevermind',
  'forget it',
  'cancel that',
  "that's all",
  'that is all',
  "no that's all",
  'no that is all',
]);
/**
 * Complete by themselves, and yet a reason, a wish or a "but" often follows after a breath. "stop" is here because
 * what it asks for, silence, has already happened.
 */
export const SHORT = new Set([
  'stop',
  'stop it',
  'stop please',
  'please stop',
  'stop talking',
  'quiet',
  'be quiet',
  'cancel',
  'no thanks',
  'no thank you',
  'thank you',
  'thanks',
  'thank you very much',
  'thanks a lot',
  'yes please',
  'again',
  'help',
]);
/** Like SHORT as the answer to a question; otherwise only the start of something. */
export const ANSWERS = new Set([
  'yes',
  'no',
  'yeah',
  'yep',
  'yup',
  'nope',
  'nah',
  'sure',
  'okay',
  'ok',
  'right',
  'correct',
  'exactly',
  'of course',
  'absolutely',
  'maybe',
  "i don't know",
  'not really',
  'no problem',
  "that's right",
  'that is correct',
  'yes it is',
  "no it isn't",
  'yes i do',
  "no i don't",
  'yes i am',
  'i do',
  'fine',
  'perfect',
  'great',
]);

export const NUMBER_WORDS = set(`
  zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
  twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million double triple
`);
/** A tens word is often half of a number; a month is often half of a date. */
export const TENS = set('twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million');
export const MONTHS = set('january february march april may june july august september october november december');
export const OPERATORS = set('plus minus times over multiplied divided by');
/** In the middle of an address being spelled. */
export const ADDRESS_JOINTS = set('at dot dash hyphen underscore slash colon www');
export const DICTATION_CUES =
  /\b(number|phone|code|zip|postcode|pin|id|account|reference|card|call me (at|on)|reach me (at|on)|it's|it is|that's|spelled|spelt|spell|date of birth|birthday)\b/;

/** Questions with one of these ask for something to be done, and what exactly often comes after a breath. */
export const ARGUMENT_VERBS = set(`
  book reserve order send call ring email text message remind set schedule arrange plan move change add remove put buy find search look
  show tell give get check make create write transfer connect cancel start turn play translate explain compare recommend suggest deliver
`);

/** Nouns that want a "to", "for", "of" or "between" after them. */
export const RELATIONAL_NOUNS = set(`
  train trains bus flight flights plane ferry ticket tickets way road trip journey connection route
  difference distance price cost number name address end beginning rest reason way sum result
`);
