/**
 * How everything the agent shows looks: size, colours and letters, as on the page in its light theme. A sheet is seen on
 * a phone at a third of its size, so nothing on it is smaller than `SMALL_PX`. Values only.
 */
export const SHEET = { widthPx: 1280, heightPx: 720, marginPx: 64 } as const;

export const INK = '#1c2320';
export const SOFT = '#535e58';
export const LINE = '#d9d2c4';
export const GROUND = '#fbf9f4';
export const BAND = '#f3efe7';
export const SEA = '#14645a';
export const EMBER = '#b03a14';
/** For things told apart by colour alone, neighbours far apart. */
export const SERIES = [SEA, '#d9914a', '#5b7fa6', EMBER, '#8d9c3f', '#8a5a83', '#a59d8c'] as const;

/** Its file is loaded where sheets become pixels, so that a machine without fonts shows the same. */
export const FONT = 'Liberation Sans';
export const TITLE_PX = 46;
export const BODY_PX = 32;
export const SMALL_PX = 32;
