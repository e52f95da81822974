/**
 * Utterances that pause inside, written as people say them: `[420]` is a pause of 420 ms at that place, a leading `?`
 * means that the agent has just asked something. Mid-clause, between clauses, after fillers, in numbers and spellings,
 * and (the hard ones) after words that look complete. Nothing may be tuned to a single line: the rate over all counts.
 */
export const pausedUtterances: readonly string[] = `
I would like to book a table [500] for two people
I'd like to [380] change my appointment
Can you tell me [400] what the weather is like tomorrow
My name is [450] Martin
? My name is [520] Katarina Novak
? It's [350] Martin
I need to cancel my order [600] because it arrived too late
I was wondering [480] if you could help me with my invoice
What is the [330] capital of Australia
What's the difference between [420] a loan and a credit
How many days are there [510] until Friday
How do I [370] reset my password
Could you please [440] repeat the last part
Please call me [480] after five o'clock
I'm looking for [390] a present for my mother
I want to fly to Berlin [560] on the third of May
I bought a phone last week [640] and it does not turn on
I think [350] we should try the other one
So [450] what would you recommend
Well [520] it depends on the price
Um [430] I have a question about my bill
I have a question [510] about my bill
Hello [480] I'm calling about my delivery
Hi [360] can you help me
Hi there [610] my name is Anna
Good morning [420] I'd like to speak with somebody
Yes [400] I would like that
? Yes [450] but not on Monday
? No [340] the other one
? Yes please [380] that would be great
? No thanks [420] I already have one
Okay [460] and what about the second one
Okay so [390] what do I have to do
The number is five five five [480] two three four [450] nine eight seven six
? Zero four one five [520] three three two [480] one one nine
? My number is 0 4 1 5 [500] 3 3 2 [510] 1 1 9
My phone number is [380] plus four two one [460] nine zero five [490] one two three
? It's 555 [520] 1234
? 42 [390] Baker Street
? Martin [450] M A R [520] T I N
It is spelled [400] K O W [480] A L
? K O [390] W A L
My email is martin dot [410] kowal at [480] example dot com
? martin at [520] example dot com
The code is seven [360] four [390] two [410] nine
My birthday is the fifth of [420] March nineteen eighty
? The twenty third of [380] July
? March [440] the fifth
? Next Tuesday [480] at ten in the morning
? On Friday [530] or maybe on Saturday
? Two adults [410] and one child
? I think so [490] but I am not sure
? I don't know [520] maybe around noon
? Around [350] seven thirty
? Thirty [420] five
? The address is [450] twelve Main Street
? Probably [390] in the afternoon
? Not really [460] I mean it was fine
Remind me to [430] call my sister
Remind me tomorrow [520] to call my sister
Remember that [380] I am allergic to nuts
Remember that my sister [420] lives in Vienna
Tell me [390] a story about a dragon
Tell me a story [500] about a dragon
Set a timer for [410] ten minutes
Set an alarm [480] for six thirty
Send a message to Peter [560] that I will be late
Send a message to [390] my brother
Play something [440] relaxing
What is twenty three [380] times seventeen
What is 23 times [420] 17
What is the sum of [350] nineteen and [390] thirty two
How much is [410] a ticket to Prague
How much does it cost [590] to send a parcel to Spain
How long does it take [480] to get there by train
What time does [400] the shop open
What time does the shop open [620] on Sundays
When is the next [370] train to London
When is the next train [510] to London
Where can I [390] park my car
Where can I find [430] the nearest pharmacy
Who is the [360] president of France
Why is [410] the sky blue
Which of these [450] is the cheapest
Do you have [400] anything cheaper
Do you have a room [540] for this weekend
Do you know [380] what time it is
Is there [420] a direct flight
Is there a direct flight [600] from Vienna to Lisbon
Is it possible to [390] pay by card
Is it possible [450] to change the date
Are there any [410] seats left
Are you open [560] on public holidays
Can I [350] bring my dog
Can I pay [520] with a credit card
Can you book a table [540] for tonight
Can you find me [410] a hotel near the station
Can you send it [480] to my work address
Could you check [390] whether my order was sent
Could you check my order [560] it should have come on Monday
Could you explain [480] how that works
Would you mind [400] speaking a bit slower
Will it [370] rain tomorrow
Should I [390] take an umbrella
If it rains tomorrow [510] we will stay at home
If you don't mind [420] I would rather wait
When I press the button [560] nothing happens
When I came home [480] the door was open
Because of the storm [520] our flight was delayed
After the update [470] my screen stays black
Before we start [450] I have one question
As far as I know [490] it was paid last week
The thing is [430] I already paid for it
The problem is that [400] it doesn't start
The problem is [460] it doesn't start
What I mean is [410] the older version
What I want to know is [480] whether it is safe
I don't think [390] that is right
I don't think that is right [620] the bill should be lower
I'm not sure [480] which one I need
I'm not sure [550] maybe the blue one
I have two children [520] a boy and a girl
I live in Bratislava [600] near the castle
I live in [370] Bratislava
I work as [410] a nurse [520] in the city hospital
I've been waiting for [390] almost two weeks
I've been waiting [560] for almost two weeks
I tried to restart it [580] but it didn't help
I tried that already [640] nothing changed
I would prefer [430] the morning
I would prefer the morning [520] if that is possible
I'd like a pizza [490] with mushrooms [450] and extra cheese
I'd like a large coffee [610] and a croissant please
I'd like two [380] tickets for the concert
We are four people [530] two of them are children
We need [420] a bigger car
We arrived at the hotel [570] and nobody was there
My wife and [350] I want to come on Sunday
My order number is [430] four four one [480] seven two
My flight was cancelled [640] what can I do
My internet is very slow [660] since yesterday
My computer makes a strange noise [690] when I start it
She said that [410] it would be ready
He told me [390] to call this number
They never [370] answered my letter
It started [420] about a week ago
It's about [390] my last invoice
It's a little bit [460] complicated
It was on a Monday [510] I think
There is [410] a mistake on my bill
There is a mistake on my bill [580] you charged me twice
That's not [380] what I ordered
That's not what I ordered [620] I wanted the red one
Actually [430] I changed my mind
Actually I [390] wanted to ask something else
By the way [480] do you also sell gift cards
First of all [450] thank you for your help
Thank you [420] and one more thing
Let me see [520] I have it here somewhere
Let me think [610] yes Tuesday is fine
You know [480] I'm not very good with computers
I mean [410] not the whole amount
Like [450] the smaller version of it
It's [380] um [520] a Samsung I think
I want to [390] uh [510] return these shoes
Maybe [420] we could meet earlier
Please [380] don't hang up
Please add milk [470] eggs [430] and butter to my list
Add bread [480] to the shopping list
Turn off the lights [520] in the kitchen
Translate good evening [460] into Spanish
Compare the two plans [540] and tell me which is cheaper
Search for a flight [500] leaving on Thursday morning
Explain how a fridge works [620] but keep it short
I lost my card [550] and I need a new one
I lost my [360] wallet yesterday
Stop [350] I didn't mean that
Wait [420] go back to the first one
What about [390] the other one
What about the other one [640] is it cheaper
What happens if [450] I don't pay in time
What happens [520] if I don't pay in time
What do you think [480] about the new model
What should I do [630] if it happens again
Who do I talk to [520] about a refund
Where is my package [590] it should have been here yesterday
How are you [460] I hope you are well
How old is [370] the universe
How far is it [480] from here to the airport
`
  .trim()
  .split('\n');

/**
 * A second table, heavier in questions, written after the rules had been fitted to the first; on its first reading
 * 12 of 60 were cut off, 6 of them audibly.
 */
export const secondPausedUtterances: readonly string[] = `
I'm trying to [420] find my booking
I was told [510] that somebody would call me back
We had a meeting yesterday [480] and I forgot my jacket
What should I bring [520] to the interview
Can you help me [430] with my homework
Could I speak [390] to the manager
How long have you [360] been open
How many people [480] live in Vienna
Does it come [410] with a charger
Does the hotel [450] have a pool
Does the hotel have a pool [620] and a gym
Is breakfast [400] included
Is it [380] safe to swim there
I'd rather [410] pay in cash
I'd rather pay in cash [530] if you don't mind
? Sure [440] go ahead
? Yeah [390] that works for me
? The fourth of July [520] in the evening
? Six [410] no wait seven
? Nine one one [480] four two [390] six
My account number is [460] eight eight one [500] zero five
Let's say [430] half past nine
Let's meet [480] at the station
You can reach me [510] at my office
You told me [390] it would be free
Somebody stole [400] my bike
Somebody stole my bike [560] last night
The screen is broken [640] and it won't charge
The man [380] who came yesterday was very kind
The man who came yesterday [460] was very kind
Before I forget [420] please cancel my newsletter
After that [390] press the green button
Once you are done [450] send me a message
Even though I paid [500] I got a reminder
Not only that [380] but the price was wrong
Take me [420] to the main menu
Take the second one [540] it looks better
Give me [390] the number of a taxi
Give me a minute [600] I need to find it
Find me something [480] cheap
Show me [380] the latest news
Read me the news [520] from today
What is my [390] balance
What is my balance [540] on the savings account
What kind of [400] music do you like
What do you [360] recommend
What is the fastest way [480] to the airport
Why did you [410] cancel my order
Why did you cancel my order [560] I paid for it
When will [380] it arrive
When will it arrive [610] if I order today
Where is [390] the bathroom
Who wrote [400] Hamlet
Which bus [420] goes to the center
Hold on [500] I will get my card
Excuse me [430] I didn't hear that
Sorry [380] could you say that again
Right [410] so the first step is done
I see [450] and how much is that
Great [520] then let's do it
`
  .trim()
  .split('\n');

/** Said in one go; each must be answered without a needless wait. The number is the longest wait in ms that is fine. */
export const plainUtterances: readonly { text: string; atMostMs: number; asked?: boolean }[] = [
  ...[
    'what is my name',
    'what is 23 times 17',
    'what is twenty three times seventeen',
    'how many days until Friday',
    'can you say that again',
    'what time is it',
    'what day is it today',
    'who are you',
    'how are you',
    'how are you doing today',
    'what can you do',
    'what is the weather like in Berlin',
    'what is the capital of Australia',
    'how old is the universe',
    'where are you from',
    'what did I say',
    'can you hear me',
    'are you a robot',
    'are you still there',
    'is it going to rain tomorrow',
    'why is the sky blue',
    'how much is a ticket to Prague',
    'what do you mean',
    'is that all',
    'did you get that',
    'what is that',
    'who is it',
    'will it rain tomorrow',
    'what was the first one',
    'what is my favourite color',
  ].map((text) => ({ text, atMostMs: 300 })),
  ...[
    'do you remember my name',
    'when does the next train leave',
    'where do I have to go',
    'can I bring my dog',
    'how do I reset my password',
    'where does my sister live',
  ].map((text) => ({ text, atMostMs: 420 })),
  ...['goodbye', 'never mind', 'say that again', 'cancel that'].map((text) => ({ text, atMostMs: 300 })),
  ...['stop', 'no thanks', 'thank you', 'yes please'].map((text) => ({ text, atMostMs: 530 })),
  ...['yes', 'no', 'sure', "I don't know"].map((text) => ({ text, atMostMs: 530, asked: true })),
  ...[
    'my name is Martin',
    'I live in Bratislava',
    'remember that my sister lives in Vienna',
    'I would like to book a table for two',
    'tell me a joke',
    'can you help me',
    'can you book a table for tonight',
    'forget what I told you',
    'I want to talk to a person',
    'set a timer for ten minutes',
    'that is not what I ordered',
    'please call me tomorrow',
    'my internet is very slow',
  ].map((text) => ({ text, atMostMs: 750 })),
  ...['Martin', 'two people', 'on Tuesday', 'the blue one', 'at seven thirty'].map((text) => ({
    text,
    atMostMs: 950,
    asked: true,
  })),
];
