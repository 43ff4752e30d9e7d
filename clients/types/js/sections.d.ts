/**
 * What each section holds, and what may be asked. What is not there for everybody may be absent.
 * Printed from the server's own tables (`REPRINT=1`, tests/docs/test_sdk_types.py).
 */

export type Audience =
  | "leader"
  | "member"
  | "sitting_back"
  | "observer"
  | "integration"
  | "screen"
  | "waiting";
export type CallKind =
  | "beside"
  | "built_in"
  | "livekit"
  | "contract";
export type Capacity =
  | "leader"
  | "presenter"
  | "member"
  | "observer"
  | "stand_in"
  | "offered_room"
  | "waiting"
  | "integration"
  | "operator"
  | "system";
export type CaseKind =
  | "new"
  | "follow_up";
export type Chair =
  | "in_circle"
  | "offered"
  | "sitting_back"
  | "staying"
  | "ended";
export type ClockView =
  | "full"
  | "soft"
  | "leaders";
export type Floor =
  | "open"
  | "listening"
  | "locked";
export type PauseReason =
  | "technical"
  | "distress"
  | "interruption"
  | "leaders_lost"
  | "other";
export type Phase =
  | "gathering"
  | "opening"
  | "select"
  | "present"
  | "clarify"
  | "discuss"
  | "rejoin"
  | "close"
  | "closing"
  | "leadership"
  | "debrief"
  | "corridor"
  | "ended";
export type Presence =
  | "here"
  | "not_connected"
  | "away"
  | "seated";
export type Reason =
  | "phase"
  | "ring"
  | "observer"
  | "push_back"
  | "stopped";
export type Ring =
  | "inner"
  | "outer";
export type Role =
  | "leader"
  | "member"
  | "observer";
export type Standing =
  | "waiting"
  | "seated"
  | "departed"
  | "removed";
export type Via =
  | "web"
  | "app"
  | "telephone"
  | "unknown";
export type CommandName =
  | "open_meeting"
  | "advance"
  | "back"
  | "skip"
  | "withdraw_case"
  | "close_meeting"
  | "end_meeting"
  | "undo"
  | "stop"
  | "add_case"
  | "drop_case"
  | "edit_plan"
  | "set_end"
  | "count_follow_ups"
  | "extend"
  | "shorten"
  | "resume"
  | "pause"
  | "choose_presenter"
  | "set_leading"
  | "name_stand_in"
  | "take_room"
  | "decline_room"
  | "set_ring"
  | "open_outer_ring"
  | "close_outer_ring"
  | "record_observers_agreed"
  | "seat_by_name"
  | "confirm_person"
  | "same_as"
  | "match_place"
  | "free_place"
  | "admit"
  | "remove_person"
  | "offer_push_back"
  | "invite_rejoin"
  | "release"
  | "sit_back"
  | "stay"
  | "choose_camera"
  | "come_back_in"
  | "keep_listening"
  | "agree"
  | "attest"
  | "leave"
  | "volunteer"
  | "no_longer_volunteer"
  | "want_in"
  | "no_longer_want_in"
  | "need_leader"
  | "answer_need"
  | "someone_can_hear"
  | "alone_again"
  | "object_to_observer"
  | "signal_leaders"
  | "write_leaders"
  | "about_to"
  | "not_yet"
  | "heard_from"
  | "remind_presenter"
  | "confirm_attendance";

export interface RoomAgreement {
  readonly version: number;
  readonly text: string;
}

export interface RoomStep {
  readonly id: string;
  readonly phase: Phase;
  /** The case it belongs to, 0 outside cases. */
  readonly case: number;
  /** Null for a step without a clock. */
  readonly limit_ms?: number | null;
}

export interface RoomStandIn {
  /** Whether anybody has chosen; `person` null is then "no stand-in". */
  readonly named: boolean;
  readonly person: string | null;
  readonly acting: boolean;
  readonly offered_until: number | null;
}

export interface RoomSection {
  readonly id: string;
  readonly title: string;
  readonly rehearsal: boolean;
  /** For practice: nobody's meeting. */
  readonly test: boolean;
  readonly agreement: RoomAgreement;
  readonly call?: CallKind;
  /** The plan's name. */
  readonly plan?: string;
  /** Whether the presenter is offered to sit back. */
  readonly push_back?: boolean;
  /** Whether "I would like to come in" is used. */
  readonly wants_in?: boolean;
  readonly rings?: boolean;
  /** Whether the outer ring may speak. */
  readonly outer_open?: boolean;
  readonly observers_agreed?: boolean;
  readonly clock?: ClockView | "soft" | "leaders" | "full";
  readonly steps?: ReadonlyArray<RoomStep>;
  /** A revision; brought back in `expect`. */
  readonly plan_rev?: number;
  /** How many follow-ups were told; they are no cases. */
  readonly follow_ups?: number;
  readonly stand_in?: RoomStandIn;
}

export interface PhaseCase {
  readonly number: number;
  /** How many cases the plan has. */
  readonly of: number;
  readonly presenter: string | null;
  readonly kind: CaseKind;
  /** A leader has stopped here; until a leader resumes or moves. */
  readonly stopped: boolean;
}

export interface PhaseComing {
  readonly case: number;
  readonly presenter: string | null;
  readonly leading: ReadonlyArray<string>;
}

export interface PhaseSection {
  readonly phase: Phase;
  /** Null in `gathering` and `ended`. */
  readonly step?: string | null;
  /** The plan's sentence, with the presenter's name in it. */
  readonly text?: string;
  readonly case?: PhaseCase | null;
  /** A revision; brought back in `expect`. */
  readonly phase_rev?: number;
  /** A revision; brought back in `expect`. */
  readonly case_rev?: number;
  /** Until when the last move can be taken back. */
  readonly undo_until?: number | null;
  /** Who leads this case. */
  readonly leading?: ReadonlyArray<string>;
  readonly coming?: ReadonlyArray<PhaseComing>;
}

export interface ClockSection {
  readonly paused: boolean;
  readonly planned_end: number | null;
  readonly limit_ms?: number | null;
  /** Milliseconds. */
  readonly spent_ms?: number;
  /** Running if and only if it is set. left = limit_ms - spent_ms - (now - since). */
  readonly since?: number | null;
  /** A revision; brought back in `expect`. */
  readonly timer_rev?: number;
  /** Why it is paused. */
  readonly reason?: PauseReason | null;
  /** Whether the step's end has been recorded. */
  readonly zero?: boolean;
  readonly opened_at?: number | null;
  /** How many bands are behind us; null outside steps. */
  readonly band?: number | null;
  /** How many stretches there are. */
  readonly bands?: number;
}

export interface CircleSeatPushBack {
  readonly chair: Chair;
  readonly invited: boolean;
  readonly declined: boolean;
}

export interface CircleSeat {
  readonly seat: number;
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly ring: Ring;
  /** Given by a leader to somebody without a page. */
  readonly by_name: boolean;
  /** No sign of life for two minutes. */
  readonly gone: boolean;
  readonly presents: boolean;
  readonly sits_back: boolean;
  /** Sits back and has chosen not to be seen. */
  readonly camera_off: boolean;
  /** Has accepted the agreement as it stands. */
  readonly agreed?: boolean;
  readonly attested?: boolean;
  /** Places in the call that leaders have matched to them. */
  readonly places?: ReadonlyArray<string>;
  readonly push_back?: CircleSeatPushBack;
}

export interface CircleSection {
  readonly seats: ReadonlyArray<CircleSeat>;
}

export interface FloorSeat {
  readonly floor: Floor;
  readonly reason: Reason;
}

export interface FloorSection {
  readonly seats: Readonly<Record<string, FloorSeat>>;
}

export interface DoorWaiting {
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  /** Came by a shared link, and no leader has said yes yet. */
  readonly needs_confirmation: boolean;
  /** Has accepted the agreement and said the line about privacy. */
  readonly ready: boolean;
  readonly gone: boolean;
}

export interface DoorSection {
  readonly state: "open" | "shut";
  /** When it is likely to open next; null where nobody can say. */
  readonly gap_at?: number | null;
  readonly waiting?: ReadonlyArray<DoorWaiting>;
}

export interface YouSection {
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly standing: Standing;
  readonly audience: Audience;
  readonly seat: number | null;
  /** Has accepted the agreement as it stands. */
  readonly agreed: boolean;
  readonly attested: boolean;
  readonly acts_as: ReadonlyArray<Capacity>;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly offered_until?: number;
  /** A revision; brought back in `expect`. */
  readonly case_rev?: number;
  readonly chair?: Chair;
  /** Null: not said. */
  readonly camera?: boolean | null;
  readonly invited?: boolean;
  readonly declined?: boolean;
  /** A revision; brought back in `expect`. */
  readonly phase_rev?: number;
  /** A revision; brought back in `expect`. */
  readonly timer_rev?: number;
  /** A revision; brought back in `expect`. */
  readonly plan_rev?: number;
}

export interface PresenceDeparted {
  readonly person: string;
  readonly name: string;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly at: number;
}

export interface PresenceSection {
  readonly people: Readonly<Record<string, Presence>>;
  /** The presenter has not been connected for 15 s; nothing pauses by itself. */
  readonly presenter_missing?: boolean;
  /** Went on from another device while the first was still connected. */
  readonly another_device?: ReadonlyArray<string>;
  /** When somebody seated by name last spoke, as a leader entered it. */
  readonly heard?: Readonly<Record<string, number>>;
  /** Had to go, and is not back. */
  readonly departed?: ReadonlyArray<PresenceDeparted>;
}

export interface SignalsNeed {
  readonly person: string;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly at: number;
  readonly seen_by: ReadonlyArray<string>;
}

export interface SignalsObjection {
  readonly by: string;
  readonly observer: string;
}

export interface SignalsSection {
  readonly wants_in: ReadonlyArray<string>;
  readonly volunteers?: ReadonlyArray<string>;
  readonly needs?: ReadonlyArray<SignalsNeed>;
  readonly objections?: ReadonlyArray<SignalsObjection>;
}

export interface EnforcementUnmatched {
  /** A place in the call, by a digest. */
  readonly place: string;
  /** What they call themselves there; empty where the call does not say. */
  readonly name: string;
  /** Whom the call says that they are; a leader confirms it. */
  readonly claims: string | null;
  readonly via: Via;
}

export interface EnforcementSection {
  readonly locks: "enforced" | "requested" | "agreed" | "failed";
  readonly door: "enforced" | "requested" | "agreed" | "failed";
  readonly removal: "enforced" | "requested" | "agreed" | "failed";
  /** Whose lock an emergency has lifted, whatever `floor` says. */
  readonly opened: ReadonlyArray<string>;
  /** Why the call has not confirmed, where something is known. */
  readonly why?: "" | "unreachable" | "refused" | "late" | "lost" | "not_closed" | "silent" | "untold" | "anybody";
  /** Since when `locks` is what it is, for the same reason; null until a call has said so. */
  readonly since?: number | null;
  /** How what closes microphones there is proven; empty while no node drives a call. */
  readonly tested?: "" | "media-tested" | "contract-tested" | "community";
  readonly unmatched?: ReadonlyArray<EnforcementUnmatched>;
  /** How many such places there are beside these. */
  readonly unmatched_more?: number;
}

export interface OwnNeed {
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly at: number;
  /** Names. */
  readonly seen_by: ReadonlyArray<string>;
}

export interface OwnSection {
  readonly need: OwnNeed | null;
  readonly away: boolean;
  /** Said that they could present, whoever else may see it. */
  readonly volunteers: boolean;
  /** When you opened your own microphone in the call while you sat back: ask whether you come back in. Doing it twice within 30 s is the answer. */
  readonly wished_at: number | null;
  /** When a leader last asked you to stay muted, where the call does not hold your microphone: say it once, quietly. */
  readonly reminded_at: number | null;
}

export interface BetweenLine {
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly at: number;
  readonly by: string;
  readonly kind: "signal" | "text" | "about_to" | "not_yet";
  readonly value: string;
  /** Of an `about_to`: the revision its move will bring. */
  readonly phase_rev: number;
  /** Of an `about_to` that skips: the step it leads to, else empty. */
  readonly to: string;
}

export interface BetweenSection {
  readonly lines: ReadonlyArray<BetweenLine>;
}

export interface Sections {
  readonly room?: RoomSection;
  readonly phase?: PhaseSection;
  readonly clock?: ClockSection;
  readonly circle?: CircleSection;
  readonly floor?: FloorSection;
  readonly door?: DoorSection;
  readonly you?: YouSection;
  readonly presence?: PresenceSection;
  readonly signals?: SignalsSection;
  readonly enforcement?: EnforcementSection;
  readonly own?: OwnSection;
  readonly between?: BetweenSection;
}
