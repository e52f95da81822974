/**
 * What the callers of the benches say, and what they are answered. Ordinary complete questions, interruptions, and
 * utterances that pause in the middle the way people do. Data only.
 */

/** Plainly complete: a voice agent that waits longer than its shortest wait after one of these is slow. */
export const QUESTIONS = [
  'What time does the shop open tomorrow?',
  'Where is the nearest station?',
  'When is the next train to Berlin?',
  'What are the opening hours?',
  'Who wrote the book about the old man and the sea?',
  'How far is it to the station?',
  'What is on the menu today?',
  'How much is a ticket to Berlin?',
  'Are you open on Sunday?',
  'What is the weather like in Lisbon today?',
] as const;

/** About eight seconds of voice at 60 ms a character: long enough to interrupt, or to cough into twice. */
export const LONG_ANSWER =
  'Of course, I can tell you that right away. It takes a little while to explain, but it is not difficult at all, so please stay with me.';

/** Said into an answer. People often add to these ("a table ... for four"), so an agent may wait for more. */
export const REQUESTS = [
  'Can you tell me the way to the station?',
  'Is there a table free this evening?',
  'Where can I park my car near the museum?',
  'Do you know a good restaurant around here?',
  'I have got another question for you.',
] as const;
export const REQUEST_ANSWER = 'Yes, please go ahead.';

export interface PausedUtterance {
  phrases: readonly [string, string];
  pauseMs: number;
}
/** Pauses of 300 to 700 ms, where people look for a word, take a breath or think. */
export const PAUSED_UTTERANCES: readonly PausedUtterance[] = [
  { phrases: ['I would like to book a table for', 'four people on Friday evening.'], pauseMs: 300 },
  { phrases: ['Can you tell me whether', 'the museum is open on Sunday?'], pauseMs: 400 },
  { phrases: ['My telephone number is five five five', 'two three four nine.'], pauseMs: 500 },
  { phrases: ['I want to travel to Hamburg and', 'I need a hotel for two nights.'], pauseMs: 600 },
  { phrases: ['Please remind me to call the', 'dentist tomorrow morning.'], pauseMs: 700 },
  { phrases: ['I have been waiting for an hour, because', 'the train was late again.'], pauseMs: 350 },
  { phrases: ['What I would like to know is', 'how much it costs for a child.'], pauseMs: 450 },
  { phrases: ['Is it possible to', 'change the date of my booking?'], pauseMs: 550 },
  { phrases: ['We are two adults, um', 'and three children under ten.'], pauseMs: 650 },
  { phrases: ['I live in Munich.', 'How do I get to the airport from here?'], pauseMs: 300 },
  { phrases: ['There is a problem with my order.', 'The box arrived without the lamp.'], pauseMs: 400 },
  { phrases: ['Could you look up the address of', 'the pharmacy near the church?'], pauseMs: 500 },
  { phrases: ['I think that my', 'password does not work any more.'], pauseMs: 600 },
  { phrases: ['If the weather is good on Saturday', 'are you going to open the garden?'], pauseMs: 700 },
  { phrases: ['I paid with my card', 'but I never got a receipt.'], pauseMs: 380 },
];
export const PAUSED_ANSWER = 'I see, thank you.';

export const BACKCHANNEL = 'mm hmm';
