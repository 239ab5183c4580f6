import { List, Toast } from "@raycast/api";
import { createElement } from "react";
import { join } from "node:path";
import { temporaryDirectory } from "../../test/support/temporary";
import { DataFolder } from "../host/data-folder";
import { readExtension } from "../launcher/extension";
import { Launcher } from "../launcher/launcher";
import { numberOf } from "../server/page-state";
import { ToastTime } from "../server/toast-time";

describe("the time of a toast", () => {
  let launcher: Launcher;
  let time: ToastTime;

  beforeEach(() => {
    jest.useFakeTimers();
    launcher = new Launcher({
      extension: readExtension(join(__dirname, "fixtures", "extension")),
      data: new DataFolder(temporaryDirectory()),
      threadText: "",
      quietMs: 50,
    });
    launcher.showRoot(() => createElement(List));
    time = new ToastTime(launcher);
  });

  afterEach(async () => {
    await launcher.dispose();
    jest.useRealTimers();
  });

  const feedback = () => launcher.root!.feedback;
  const idOfToast = () => numberOf(launcher.toast!.data);

  it("is its own, whether a page is open or not, and longer for a failure", () => {
    feedback().showToast({ title: "Ate" });
    jest.advanceTimersByTime(5_900);
    expect(launcher.toast?.data.title).toBe("Ate");
    jest.advanceTimersByTime(200);
    expect(launcher.toast).toBeUndefined();
    feedback().showToast({ title: "Spilled", style: Toast.Style.Failure });
    jest.advanceTimersByTime(11_900);
    expect(launcher.toast?.data.title).toBe("Spilled");
    jest.advanceTimersByTime(200);
    expect(launcher.toast).toBeUndefined();
  });

  it("does not end while work is under way, and begins when that is done", () => {
    feedback().showToast({ title: "Eating", style: Toast.Style.Animated });
    jest.advanceTimersByTime(3_600_000);
    expect(launcher.toast?.data.title).toBe("Eating");
    feedback().updateToast({ title: "Ate" });
    jest.advanceTimersByTime(5_900);
    expect(launcher.toast?.data.title).toBe("Ate");
    jest.advanceTimersByTime(200);
    expect(launcher.toast).toBeUndefined();
  });

  it("begins anew for a toast in the place of another", () => {
    feedback().showToast({ title: "Ate one" });
    jest.advanceTimersByTime(4_000);
    feedback().showToast({ title: "Ate two" });
    jest.advanceTimersByTime(4_000);
    expect(launcher.toast?.data.title).toBe("Ate two");
    jest.advanceTimersByTime(2_100);
    expect(launcher.toast).toBeUndefined();
  });

  it("stands still while somebody reads it, in any tab, until that tab is left or closed", () => {
    feedback().showToast({ title: "Ate" });
    time.read("one", idOfToast(), true);
    time.read("two", idOfToast(), true);
    jest.advanceTimersByTime(60_000);
    time.read("one", idOfToast(), false);
    jest.advanceTimersByTime(60_000);
    expect(launcher.toast?.data.title).toBe("Ate");
    time.forget("two");
    jest.advanceTimersByTime(6_100);
    expect(launcher.toast).toBeUndefined();
  });

  it("does not stand still for who reads the toast before it", () => {
    feedback().showToast({ title: "Ate one" });
    time.read("one", idOfToast(), true);
    feedback().showToast({ title: "Ate two" });
    jest.advanceTimersByTime(6_100);
    expect(launcher.toast).toBeUndefined();
  });
});
