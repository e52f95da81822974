/** Words of a plain yes and a plain no: English. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const ENGLISH: AnswerWords = {
  yes: `
yes|yeah|yep|yup|yea|ya|sure|okay|ok|alright|all right|certainly|absolutely|definitely|of course|by all means|
correct|exactly|right|perfect|great|good|fine|agreed|affirmative|indeed|confirmed|i confirm|i approve|approved|
that is correct|that's correct|that is right|that's right|that is fine|that's fine|that is good|that's good|
that is okay|that's okay|that's ok|that would be great|that'd be great|sounds good|sounds great|sounds right|
go ahead|go for it|go on|please do|do it|do that|do so|yes you may|you may|you can|you can do that|make it so|let's do it|
let's do that|i would like that|i'd like that|i want that|i do|book it|move it|send it|i am sure|i'm sure|it is|yes it is
`,
  no: `
no|nope|nah|no way|never|never mind|nevermind|not now|not yet|not today|don't|do not|don't do it|do not do it|don't do that|
do not do that|please don't|stop|stop it|cancel|cancel it|cancel that|forget it|forget that|leave it|leave it as it is|
rather not|i'd rather not|i would rather not|better not|i don't want that|i do not want that|i don't want to|
absolutely not|certainly not|definitely not|of course not|not at all|that is wrong|that's wrong|that is not right|
that's not right|that isn't right|wrong|incorrect|negative|i changed my mind|i've changed my mind|no you may not|you may not
`,
  nothing: `
please|thanks|thank you|thank you very much|very much|um|uh|er|erm|oh|well|hm|hmm|so|then|now|sir|madam|dear|just|i said|for me
`,
};
