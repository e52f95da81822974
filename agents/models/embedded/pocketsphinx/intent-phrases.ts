/**
 * What callers say to the built-in brain, as templates: the recogniser's second language model is made of them. A word
 * in capitals is a slot (an empty filling leaves it out); NUM is a number in words. Lower case, no punctuation: the
 * words must be in PocketSphinx's dictionary.
 */
const list = (text: string): readonly string[] => text.split('|').map((entry) => entry.trim());

export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  DAY: list(
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|friday|tomorrow|next monday|next friday|next sunday|the weekend|next week|next month',
  ),
  WHEN: list(
    'today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tonight|this morning|next week',
  ),
  FEAST: list(
    "christmas|christmas|christmas eve|new year's eve|new year|new year's day|halloween|easter|thanksgiving|valentine's day|my birthday",
  ),
  MONTH: list('january|february|march|april|may|june|july|august|september|october|november|december'),
  NTH: list(
    'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty first|twenty second|twenty third|twenty fourth|twenty fifth|twenty sixth|twenty seventh|twenty eighth|twenty ninth|thirtieth|thirty first',
  ),
  NAME: list(
    'martin|martin|anna|john|mary|peter|david|sarah|michael|emma|james|linda|robert|laura|thomas|paul|maria|daniel|alice|kevin|sophie|tom|mark|susan|chris|julia|lisa|karen|steven|george|helen|frank|jack|oliver|lucy|ben|sam|nina|eric|simon|robin|alex|claire|kate|henry|philip|richard|william|victor|monica|diana|andrew|matthew|jessica|amy|rachel|stephen|charles|patrick|catherine',
  ),
  CITY: list(
    'paris|london|berlin|tokyo|madrid|rome|boston|chicago|seattle|dublin|vienna|prague|new york|san francisco|los angeles|sydney|moscow|singapore|toronto|amsterdam|zurich|beijing',
  ),
  PERSON: list('sister|brother|mother|father|wife|husband|boss|doctor|dentist|friend|son|daughter|neighbor|partner'),
  THING: list('keys|phone|wallet|passport|car|glasses|bag|umbrella|laptop|ticket|password|address|dog|cat|bike|coat'),
  EVENT: list(
    'appointment|meeting|flight|birthday|dinner|lunch|class|interview|dentist appointment|doctor appointment|party|train',
  ),
  PLACE: list('kitchen|office|drawer|car|table|garage|bedroom|desk|living room|second floor'),
  FOOD: list(
    'coffee|tea|pizza|pasta|chocolate|apples|fish|music|football|tennis|jazz|books|dogs|cats|hiking|chess|swimming|cooking|black coffee|green tea',
  ),
  COLOR: list('blue|red|green|yellow|black|white|purple|orange'),
  FAVORITE: list('color|food|book|movie|song|city|sport|drink|number'),
  JOB: list('teacher|doctor|nurse|engineer|student|lawyer|cook|driver|writer|musician|programmer|manager'),
  OP: list('plus|minus|times|divided by|times|multiplied by'),
  HUMAN: list('human|person|real person|human being|operator|agent|supervisor|representative|colleague'),
  POL: list('||please|could you|can you|would you'),
  PLEASE: list('||please'),
  HI: list('hello|hi|hey|good morning|good evening|good afternoon'),
};

const PHRASE_LINES = `
HI|HI there|HI how are you|how are you|how are you doing|how are you today|i am fine|i am fine thank you|i'm good thanks|nice to meet you|HI can you hear me|can you hear me|are you there
thank you|thanks|thank you very much|thanks a lot|great thank you|okay thank you|that's great|very good|perfect|wonderful
who are you|what are you|what is your name|are you a robot|are you human|are you real|are you a computer|what can you do|what can i ask you|how can you help me|help|help me|what else can you do|how old are you|where are you from|who made you
my name is NAME|my name is NAME|hello my name is NAME|HI my name is NAME|HI i am NAME|call me NAME|please call me NAME|i am NAME|i'm NAME|this is NAME|my name is NAME NAME
what is my name|what's my name|what is my name PLEASE|do you know my name|do you remember my name|do you remember me|who am i|do you know who i am|tell me my name
remember that my EVENT is on DAY|remember that my EVENT is on DAY at NUM|remember my EVENT is DAY|my EVENT is on DAY|my birthday is on MONTH NTH|my birthday is MONTH NTH|my birthday is on the NTH of MONTH|remember that my birthday is on MONTH NTH
when is my EVENT|when is my birthday|what time is my EVENT|where do i live|where do i work|what do i do
remember that my THING is in the PLACE|remember that i left my THING in the PLACE|i left my THING in the PLACE|i parked my car in the garage|where did i leave my THING|where is my THING|where are my THING|where did i park my car
remember that my PERSON is called NAME|my PERSON is called NAME|my PERSON lives in CITY|remember that my PERSON likes FOOD|my PERSON's name is NAME|what is my PERSON's name|where does my PERSON live
i live in CITY|i am from CITY|i come from CITY|i work in CITY|i work as a JOB|i am a JOB|remember that i live in CITY|remember that i like FOOD
i like FOOD|i love FOOD|i don't like FOOD|i hate FOOD|i prefer FOOD|remember that i don't like FOOD|my favorite FAVORITE is COLOR|my favorite color is COLOR|my favorite FAVORITE is FOOD|what is my favorite FAVORITE|what is my favorite color|what do i like|what do you know about me|what do you remember about me|what do you remember|what have i told you|tell me what you know about me
forget that|forget it|forget what i said|forget my name|forget my FAVORITE|forget my THING|forget about my EVENT|forget everything|forget everything about me|forget all about me|delete everything you know about me
what is NUM OP NUM|what is NUM times NUM|what's NUM OP NUM|how much is NUM OP NUM|NUM OP NUM|what is NUM percent of NUM|how much is NUM percent of NUM|add NUM and NUM|calculate NUM OP NUM|what is the square root of NUM|what is NUM squared|what is half of NUM|subtract NUM from NUM|divide NUM by NUM|multiply NUM by NUM|and NUM OP NUM|what about NUM OP NUM|what is NUM OP NUM OP NUM
what time is it|what time is it now|what is the time|what's the time|tell me the time|POL tell me the time|what time is it in CITY|what is the time in CITY
what day is it|what day is it today|what day is today|what is the date|what's the date|what is the date today|what is today's date|what's today's date|what year is it|what month is it|what day is FEAST|when is FEAST|what day is MONTH NTH
how many days until DAY|how many days until FEAST|how many days until FEAST|how many days until friday|how many days is it until DAY|how many days are there until FEAST|how long until FEAST|how many days till DAY|how many days to FEAST|how many days until MONTH NTH|how many days until the NTH of MONTH|how many weeks until FEAST
say that again|say that again please|can you say that again|could you say that again please|can you repeat that|could you repeat that|repeat that please|please repeat|what did you say|pardon|sorry what was that|i didn't hear you|i did not understand|come again
stop|stop please|stop talking|please stop|stop it|okay stop|no stop|wait|wait a moment|hold on|be quiet|never mind|forget it|that's enough|cancel|no wait|no wait stop
i want to talk to a HUMAN|i want to speak to a HUMAN|i would like to speak with a HUMAN|can i talk to a HUMAN|let me talk to a HUMAN|can i speak to someone|get me a HUMAN|transfer me to a HUMAN|please transfer me to a HUMAN|connect me to a HUMAN|call a HUMAN|i need a HUMAN|i need to talk to someone
goodbye|bye|bye bye|good bye|thank you goodbye|thanks bye|see you|see you later|see you tomorrow|hang up|hang up please|end the call|please end the call|that's all|that is all thank you|that's all for today|good night|i have to go
yes|no|yes please|no thank you|no thanks|okay|sure|of course|yeah|yep|nope|right|that's right|that's wrong|that is not right|maybe|i don't know|not really|yes do that|go ahead
flip a coin|toss a coin|heads or tails|roll a dice|roll the dice|roll a die|roll two dice|pick a number|pick a number between one and NUM|give me a random number
tell me a joke|tell me another joke|tell me something|sing a song|i am bored|i am tired|i am sad|i am happy|you are funny|you are great|you are stupid|i love you|do you like FOOD|what is your favorite FAVORITE
how do you spell THING|how do you spell NAME|spell NAME|spell my name|can you spell THING
what is on my screen|what's on my screen|what is on the screen|read the screen|read my screen|can you see my screen|what do you see|what can you see|can you see me|can you see my camera|what can you see on my camera|what do you see on my camera|what does it say|what does the screen say|what does the page say|what does the error say|what is the error|what does the error message say|is there an error|what is wrong
which is the cheapest|which one is the cheapest|which of these is the cheapest|which is the most expensive|what is the total|what is the invoice number|what is the number|what is the due date|what is the price|look closer|look closer at the top right|look closer at the bottom left|what does it say at the top|what am i holding
tell me when the build has finished|tell me when the build is done|let me know when it is done|tell me when the tests have passed|tell me when the download is finished|stop watching|you can stop watching
what is in the file|what's in the file|what does the file say|read the file|read the document|how many rows|how many rows are there|how many pages|how many columns|what is the total of the amount column|what is the total amount|what is the average
what is the weather like|what's the weather like in CITY|what is the weather WHEN|will it rain WHEN|what is the news|play some music|set a timer for NUM minutes|set an alarm for NUM|remind me in NUM minutes|send an email|book a flight to CITY|order a pizza|what is the capital of CITY|who is the president
`;

export const PHRASES: readonly string[] = PHRASE_LINES.trim()
  .split('\n')
  .flatMap((line) => [...list(line)]);
