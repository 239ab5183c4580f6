import { Alert, closeMainWindow, confirmAlert, List, showHUD, showToast, Toast } from "@raycast/api";
import { setTimeout as sleep } from "node:timers/promises";
import { createElement, useEffect } from "react";
import { openCommand } from "..";

const noView = { mode: "no-view" } as const;

describe("toasts", () => {
  it("are visible one at a time, and a change hits whichever is visible", async () => {
    const session = await openCommand(async () => {
      const first = await showToast({ style: Toast.Style.Failure, title: "First" });
      await showToast({ style: Toast.Style.Success, title: "Second" });
      first.title = "Late news of the first";
    }, noView);
    expect(session.toasts).toEqual([
      { style: "failure", title: "First" },
      { style: "failure", title: "Late news of the first" },
    ]);
    expect(session.toast).toBe(session.toasts[1]);
    session.dispose();
  });

  it("are hidden by a hide that was meant for another", async () => {
    const session = await openCommand(async () => {
      const first = await showToast({ title: "First" });
      await showToast({ style: Toast.Style.Failure, title: "Second", message: "It broke" });
      await first.hide();
    }, noView);
    expect(session.toast).toBeUndefined();
    expect(session.toasts[1]).toEqual({ style: "failure", title: "Second", message: "It broke" });
    session.dispose();
  });

  it("keep a command busy while they are animated", async () => {
    let isDone = false;
    const Working = () => {
      useEffect(() => {
        void showToast({ style: Toast.Style.Animated, title: "Working" }).then(async (toast) => {
          await sleep(150);
          isDone = true;
          toast.style = Toast.Style.Success;
        });
      }, []);
      return createElement(List);
    };
    const session = await openCommand(Working);
    expect(isDone).toBe(true);
    expect(session.toast).toEqual({ style: "success", title: "Working" });
    session.dispose();
  });

  it("of a command without a view are left to themselves when its promise is kept", async () => {
    const session = await openCommand(async () => {
      const toast = await showToast({ style: Toast.Style.Animated, title: "Working" });
      setTimeout(() => (toast.title = "Nobody hears this"), 1);
    }, noView);
    await sleep(20);
    expect(session.toasts).toEqual([{ style: "animated", title: "Working" }]);
    session.dispose();
  });

  it("are an error in the background", async () => {
    const options = { ...noView, launchType: "background" } as const;
    const session = await openCommand(() => showToast({ title: "Hello" }), options);
    expect(session.takeErrors().map(({ message }) => message)).toEqual(["A command in the background shows no toast."]);
    session.dispose();
  });

  it("offer actions as long as the command runs", async () => {
    const pressed: string[] = [];
    const session = await openCommand(
      async () => {
        const toast = await showToast({
          title: "Work",
          primaryAction: { title: "Cancel", onAction: (given) => pressed.push(given.title) },
        });
        while (pressed.length === 0) await sleep(5);
        toast.message = "stopped";
      },
      { ...noView, settle: false },
    );
    await session.waitFor(({ toast }) => toast);
    await expect(session.runToastAction("Retry")).rejects.toThrow('no action "Retry". There is: Cancel.');
    await session.runToastAction("Cancel");
    expect(pressed).toEqual(["Work"]);
    expect(session.toast).toMatchObject({ message: "stopped" });
    await expect(session.runToastAction("Cancel")).rejects.toThrow("has ended");
    session.dispose();
  });

  it("become HUDs once the window is closed", async () => {
    const session = await openCommand(async () => {
      await showHUD("Copied");
      await showToast({ title: "Done", message: "all of it" });
    }, noView);
    expect(session.huds).toEqual([{ title: "Copied" }, { title: "Done all of it" }]);
    expect(session.toasts).toEqual([]);
    session.dispose();
  });

  it("stay toasts in the window of a person who goes on", async () => {
    const session = await openCommand(async () => {
      await closeMainWindow();
      if (await confirmAlert({ title: "Go on?" })) await showToast({ title: "Went on" });
    }, noView);
    await session.answer(true);
    expect(session.toasts).toEqual([{ style: "success", title: "Went on" }]);
    session.dispose();
  });
});

describe("dialogs", () => {
  it("wait for each other and are answered in order", async () => {
    const answers: boolean[] = [];
    const session = await openCommand(async () => {
      const both = [confirmAlert({ title: "One?" }), confirmAlert({ title: "Two?" })];
      answers.push(...(await Promise.all(both)));
    }, noView);
    expect(session.alert?.title).toBe("One?");
    await session.answer(false);
    expect(session.alert?.title).toBe("Two?");
    await session.answer(true);
    expect(answers).toEqual([false, true]);
    await expect(session.answer(true)).rejects.toThrow("No dialog waits");
    session.dispose();
  });

  it("go with the command that asked, and nobody is told", async () => {
    const answers: boolean[] = [];
    const Asking = () => {
      useEffect(() => void confirmAlert({ title: "Really?" }).then((answer) => answers.push(answer)), []);
      return createElement(List);
    };
    const session = await openCommand(Asking);
    expect(session.alert?.title).toBe("Really?");
    await session.back();
    expect(session.alert).toBeUndefined();
    await expect(session.answer(true)).rejects.toThrow("is closed");
    await sleep(10);
    expect(answers).toEqual([]);
  });

  it("run the handler of the chosen button", async () => {
    const heard: string[] = [];
    const options = {
      title: "Sure?",
      primaryAction: { title: "Yes", style: Alert.ActionStyle.Destructive, onAction: () => heard.push("yes") },
      dismissAction: { title: "No", onAction: () => heard.push("no") },
    };
    const session = await openCommand(() => confirmAlert(options), noView);
    await session.answer(false);
    expect(heard).toEqual(["no"]);
    session.dispose();
  });
});
