/** Every sentence of the call page, in one place. Plain words: what is so, and what to do about it. */
import type { EndReason } from './state/call-state.ts';
import type { FileProblem } from './state/file-check.ts';
import type { BrowserFamily, MicrophoneProblem } from './state/microphone-problem.ts';
import type { Presence } from './state/presence.ts';
import type { SharingProblem, SightSource } from './state/sight.ts';

const stateLabels: Record<Presence, string> = {
  resting: 'Ready',
  waiting: 'Waiting',
  initializing: 'Connecting',
  listening: 'Listening',
  thinking: 'Thinking',
  speaking: 'Speaking',
  reconnecting: 'Reconnecting',
};

const stateHints: Record<Presence, string> = {
  resting: '',
  waiting: 'The agent is on its way.',
  initializing: 'One moment.',
  listening: 'Go ahead, say anything.',
  thinking: 'Finding an answer.',
  speaking: 'Talk over it whenever you like.',
  reconnecting: 'Your connection dropped. Trying again.',
};

const endings: Record<EndReason, string> = {
  'hung-up': 'You ended the call.',
  'agent-ended': 'The agent said goodbye.',
  lost: 'The connection was lost and could not be restored. Check your network, then call again.',
  'room-closed': 'The call was closed by the server.',
  elsewhere: 'This call was continued in another window.',
  removed: 'You were removed from the call.',
};

const microphoneTitles: Record<MicrophoneProblem, string> = {
  refused: 'The microphone is blocked',
  absent: 'No microphone was found',
  'in-use': 'The microphone is busy',
  insecure: 'This address cannot use a microphone',
  unknown: 'The microphone did not start',
};

const microphoneAdvice: Record<Exclude<MicrophoneProblem, 'refused'>, string> = {
  absent: 'Plug in a microphone or a headset, or switch one on, then try again.',
  'in-use': 'Another program is holding it. Close other calls or recorders, then try again.',
  insecure: 'Browsers allow a microphone only on https:// pages and on localhost. Open this page at such an address.',
  unknown: 'Unplug it and plug it in again, or choose another one, then try again.',
};

const unblock = (device: 'Microphone' | 'Camera'): Record<BrowserFamily, string> => ({
  'safari-ios': `Tap the page menu at the left of the address bar, choose Website Settings, set ${device} to Allow, then try again.`,
  safari: `In the menu bar choose Safari, Settings for This Website, set ${device} to Allow, then try again.`,
  firefox: `Click the crossed-out ${device.toLowerCase()} at the left of the address bar, clear the block, then try again.`,
  'chrome-android': `Tap the icon at the left of the address bar, choose Permissions, allow ${device}, then try again.`,
  chromium: `Click the icon at the left of the address bar, switch ${device} on, then try again.`,
  other: `Open this site’s permissions in your browser, allow the ${device.toLowerCase()}, then try again.`,
});
const unblockMicrophone = unblock('Microphone');
const unblockCamera = unblock('Camera');

const sourceNames: Record<SightSource, string> = { camera: 'Camera', screen: 'Screen' };

const cameraProblems: Record<SharingProblem, (browser: BrowserFamily) => string> = {
  refused: (browser) => `The camera is blocked. ${unblockCamera[browser]}`,
  cancelled: () => 'The camera was not switched on.',
  absent: () => 'No camera was found. Plug one in, or switch one on, then try again.',
  'in-use': () => 'Another program is holding the camera. Close it, then try again.',
  insecure: () => 'Browsers allow a camera only on https:// pages and on localhost.',
  dropped: () => 'The camera went off with the connection. Switch it on again when you like.',
  unavailable: () => 'Nothing can see in this call.',
  unconfirmed: () => 'The agent has not confirmed that. To be sure it sees nothing, stop sharing.',
  unknown: () => 'The camera did not start. Try again, or choose another one.',
};
const screenProblems: Record<SharingProblem, (browser: BrowserFamily) => string> = {
  ...cameraProblems,
  refused: () => 'Your browser does not let this page share the screen.',
  cancelled: () =>
    'Nothing is shared. To share, press Screen again and choose a window. On a Mac, your browser also needs Screen Recording in the system’s privacy settings.',
  absent: () => 'There was no screen to share.',
  'in-use': () => 'Another program keeps the screen from being shared. Close it, then try again.',
  insecure: () => 'This browser cannot share a screen here. Show it to the camera, or send a picture of it.',
  dropped: () => 'Sharing ended with the connection. Share again when you like.',
  unknown: () => 'The screen is not shared: something went wrong. Try again.',
};

const stageNames: Record<string, string> = {
  'hear.endpoint': 'Knew you had finished',
  'hear.final': 'Had your words',
  recall: 'Looked in memory',
  'plan.first_token': 'First word of the answer',
  'plan.first_clause': 'First clause of the answer',
  'act.tool': 'Used a tool',
  'speak.first_byte': 'First sound made',
  'speak.playout': 'Time spent speaking',
  'turn.ear': 'From your last sound to its first',
};

export const words = {
  brand: 'Parley',
  home: {
    title: 'Say it out loud.',
    lead: 'An agent that listens, answers, and knows you the next time you call.',
    choose: 'Who would you like to talk to?',
    start: 'Start talking',
    startWith: (title: string) => `Start talking with ${title}`,
    typeInstead: 'Type instead',
    checkMicrophone: 'Check your sound',
    noAgents: {
      asking: 'Finding out who is here…',
      unreachable: 'The server does not answer. Asking again every few seconds.',
      answered: 'No agent is listed right now. You can still call; whoever is there will answer.',
    },
    privacy: 'Your microphone is used only while a call is open.',
  },
  connecting: { title: 'Connecting', hint: 'Your browser may ask for the microphone.', cancel: 'Cancel' },
  failure: {
    title: 'The call did not start.',
    network: 'The server did not answer. Check that it is running and that you are online, then try again.',
    media: 'The media server did not let this call in. Check your network or firewall, then try again.',
    unfetched: 'A part of this page could not be fetched. Check your network and reload the page.',
    timeout: 'Connecting took too long. Try again in a moment.',
  },
  broken: {
    title: 'A part of this page is missing',
    advice: 'The network may be gone, or the page was renewed since you opened it. Reload it to go on.',
    reload: 'Reload the page',
  },
  states: { labels: stateLabels, hints: stateHints },
  hints: {
    agentGone: 'The agent has left. Waiting for it to come back.',
    muted: 'You are muted. Press M to be heard.',
    typingOnly: 'Type below; you will hear or read the answer.',
    pushToTalk: 'Hold the button, or Space, while you talk.',
    person: 'A person has been asked to join.',
    talkHeld: 'You have the floor. Let go when done.',
    notHearing: 'Voice is not available in this call. Type below.',
  },
  controls: {
    group: 'Call controls',
    mute: 'Mute',
    unmute: 'Unmute',
    microphoneOn: 'Use mic',
    microphoneOnLong: 'Use microphone',
    hold: 'Hold to talk',
    holding: 'Listening to you',
    pushToTalk: 'Push to talk',
    sound: 'Sound',
    end: 'End',
    endLong: 'End the call',
    screen: 'Screen',
    screenLong: 'Share screen',
    camera: 'Camera',
    cameraLong: 'Share camera',
    more: 'More',
  },
  log: {
    title: 'Conversation',
    you: 'You',
    agent: 'Agent',
    typed: 'typed',
    cutAgent: 'interrupted',
    cutCaller: 'unfinished',
    waiting: 'Will be sent when the agent is here.',
    notSent: 'Not sent. Check your connection.',
    resent: 'No answer yet. Sent once more.',
    lost: 'Not delivered: the agent did not answer.',
    retry: 'Send again',
    tryThis: 'Things to say',
    examples: ['“My name is …”', '“What is 23 times 17?”', '“How many days until Friday?”'],
    empty: 'What you both say is written here.',
    latest: 'Latest',
    skip: 'Skip the conversation',
    tool: {
      started: (label: string) => label,
      finished: (label: string) => label,
      failed: (label: string) => `${label}: did not work`,
      denied: (label: string) => `${label}: not allowed`,
      waiting: (label: string) => `${label}: waiting for a yes`,
      left: (label: string) => `${label}: broken off`,
    },
    remembered: (text: string) => `Remembered: ${text}`,
    forgotten: (count: number) => (count === 1 ? 'Forgot 1 thing.' : `Forgot ${count} things.`),
    person: (reason: string) => `A person has been asked to join: ${reason}`,
    presented: (title: string) => `Showed you: ${title}`,
    taskStarted: (goal: string) => `Working on it in the background: ${goal}`,
    taskOver: (goal: string) => `Finished in the background: ${goal}`,
    taskFailed: (goal: string) => `Did not work in the background: ${goal}`,
    taskEscalated: (goal: string) => `A person has to look at it: ${goal}`,
    noticed: (what: string) => `It happened: ${what}`,
    answeredIn: (seconds: string) => `answered in ${seconds}`,
    stageName: (stage: string) => stageNames[stage] ?? stage,
    timesTitle: 'How this answer was made',
  },
  sight: {
    title: 'What the agent sees',
    switch: 'Seeing',
    on: 'It can look',
    off: 'Not looking',
    blind: 'Cannot see here',
    source: sourceNames,
    /** Of a picture somebody else shares. */
    theirs: (source: SightSource, who: string) => `${sourceNames[source]} of ${who}`,
    notYet: 'Not seen yet',
    seen: (age: string) => `Seen ${age}`,
    enlarge: (name: string, age: string) => `${name}, as the agent saw it ${age}. Enlarge.`,
    enlarged: (name: string) => `${name}, as the agent saw it`,
    viewfinder: 'Your camera',
    turn: 'Turn the camera',
    problem: (source: SightSource, problem: SharingProblem, browser: BrowserFamily) =>
      (source === 'screen' ? screenProblems : cameraProblems)[problem](browser),
    dismiss: 'Understood',
    wishes: 'Watching for',
    moreWishes: (count: number) => `and ${count} more`,
  },
  picture: {
    region: 'What the agent shows',
    untitled: 'A picture from the agent',
    alt: (title: string, description?: string) => `The agent shows: ${title}${description ? `. ${description}` : ''}`,
    hide: 'Hide the picture',
    show: (title: string) => `Show “${title}” again`,
    enlarge: 'Enlarge the picture',
    close: 'Close',
  },
  files: {
    add: 'Add a file',
    drop: 'Drop it for the agent to read',
    dropHint: 'Images, PDF, CSV, TSV, text or Markdown, up to 20 MB each.',
    problems: {
      type: 'This kind of file cannot be read. Images (PNG, JPEG, WebP, GIF), PDF, CSV, TSV, text and Markdown can.',
      empty: 'This file is empty.',
      'too-large': 'This file is larger than 20 MB. Send a smaller one, or only the pages that matter.',
    } satisfies Record<FileProblem, string>,
    waiting: 'Will be sent when the agent is here.',
    sending: 'Sending…',
    sent: 'Sent. The agent is reading it.',
    failed: 'Not sent. Check your connection.',
    retry: 'Send again',
    progress: (name: string) => `Sending ${name}`,
    pasted: (count: number, extension: string) => `Pasted picture ${count}.${extension}`,
  },
  composer: {
    label: 'Type a message',
    placeholder: 'Type a message',
    send: 'Send',
    left: (count: number) =>
      count < 0
        ? `${-count} too many: shorten it to send it`
        : count === 1
          ? '1 character left'
          : `${count} characters left`,
  },
  approvals: {
    title: 'Shall I do this?',
    yes: 'Yes, do it',
    no: 'No',
    notSent: 'Your answer was not sent. Please try again, or say it.',
    colleague: (action: string) => `Waiting for a colleague: ${action}`,
  },
  banners: {
    reconnecting: 'Connection lost. Reconnecting…',
    overdue: 'No agent has joined yet. It may be busy or not running.',
    retry: 'Try again',
    keepWaiting: 'Keep waiting',
    tapToHear: 'Your browser is holding back the sound.',
    tapToHearButton: 'Tap to hear',
    ending: 'The call is about to end.',
    colleague: (name: string) => `A colleague (${name}) is speaking with you.`,
    microphoneHelp: 'Help',
  },
  microphone: {
    title: (problem: MicrophoneProblem) => microphoneTitles[problem],
    advice: (problem: MicrophoneProblem, browser: BrowserFamily) =>
      problem === 'refused' ? unblockMicrophone[browser] : microphoneAdvice[problem],
    retry: 'Try again',
    typeInstead: 'Join by typing',
    back: 'Back',
  },
  sound: {
    title: 'Sound',
    close: 'Close',
    microphone: 'Microphone',
    speaker: 'Speaker',
    speakerFixed: 'This browser plays through the system’s speaker.',
    level: 'Microphone level',
    defaultDevice: 'Default',
    test: 'Record 2 seconds',
    recording: 'Say something…',
    playing: 'Playing it back…',
    testAgain: 'Record again',
    heard: 'Heard yourself? Then so will the agent.',
    silent: 'Nothing was heard. Choose another microphone, or raise its level.',
    open: 'Open the microphone',
  },
  ended: {
    title: 'Call ended',
    lasted: (duration: string) => `You talked for ${duration}.`,
    endings,
    again: 'Call again',
    home: 'Choose another agent',
    remembered: 'It will remember',
    nothing: 'Nothing new was written to memory.',
    transcript: 'Read the conversation again',
  },
  theme: { auto: 'Theme: follows your device', light: 'Theme: light', dark: 'Theme: dark' },
  skipToMain: 'Skip to content',
} as const;
