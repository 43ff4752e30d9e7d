/** As much of BigBlueButton as the plugin uses, in the vendor's types; it shows what it is given. */

import type { GenericContentInterface, GenericContentSidekickArea as Area, PluginApi } from "bigbluebutton-html-plugin-sdk";

type Given = ConstructorParameters<typeof Area>[0];

const settings = { data: { backend: "https://backend.example" as unknown as object }, loading: false };
const meeting = { data: { name: "Thursday", meetingId: "m-1", loginUrl: "" }, loading: false };

const api = {
  setGenericContentItems: (items: GenericContentInterface[]) => {
    for (const { contentFunction } of items as Area[]) {
      const place = document.createElement("aside");
      place.style.blockSize = "600px";
      document.body.append(place);
      contentFunction(place);
    }
    return items.map((_, n) => `item-${n}`);
  },
  usePluginSettings: () => settings,
  useMeeting: () => meeting,
} satisfies Partial<PluginApi> as unknown as PluginApi;

export const BbbPluginSdk = {
  initialize: (uuid: string): void => void (document.body.dataset["initialized"] = uuid),
  getPluginApi: (_uuid: string, _name?: string): PluginApi => api,
};

export class GenericContentSidekickArea {
  contentFunction: Given["contentFunction"];

  constructor({ contentFunction, name }: Given) {
    this.contentFunction = contentFunction;
    document.body.dataset["named"] = name;
  }
}
