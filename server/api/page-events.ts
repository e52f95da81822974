/** The call's events and controls as the page sees them: the same schemas the agent sends with. */
export {
  FILE_TOPIC,
  MESSAGE_ID_ATTRIBUTE,
  OPERATOR_ATTRIBUTE,
  PAGE_CONTROL_TOPIC,
  PAGE_EVENT_TOPIC,
  type PageControl,
  type PageEvent,
  pageControl,
  pageEvent,
  SEEN_TOPIC,
} from '../../agents/room/page-events.ts';
